/// The agents: how they become known, what happens to their orders when they return or vanish, and
/// what is known of them only now.
@NullMarked
package org.godwit.fleet;

import org.jspecify.annotations.NullMarked;
