/// Storage on a local or mounted POSIX filesystem.
@NullMarked
package org.godwit.agent.storage.posix;

import org.jspecify.annotations.NullMarked;
