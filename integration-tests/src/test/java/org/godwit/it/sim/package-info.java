/// Tests of the simulator, and by it.
@NullMarked
package org.godwit.it.sim;

import org.jspecify.annotations.NullMarked;
