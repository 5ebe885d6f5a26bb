/// The client of the engine's REST API: where the engine is and who asks ([Profile]), and requests
/// over HTTPS ([ApiClient]).
@NullMarked
package org.godwit.cli.client;

import org.jspecify.annotations.NullMarked;
