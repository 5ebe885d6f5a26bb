/// Locks, and the state of a rule as it follows from them.
@NullMarked
package org.godwit.lock;

import org.jspecify.annotations.NullMarked;
