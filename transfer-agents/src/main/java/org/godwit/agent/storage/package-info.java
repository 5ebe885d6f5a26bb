/// What Godwit asks of a storage: the extension point for storage protocols, with a contract test
/// that every implementation passes.
@NullMarked
package org.godwit.agent.storage;

import org.jspecify.annotations.NullMarked;
