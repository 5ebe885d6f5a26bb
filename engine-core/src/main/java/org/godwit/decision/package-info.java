/// The shape of every decision: a [org.godwit.decision.Command] reads a view and writes a
/// transaction; what must happen outside afterwards is named as an [org.godwit.decision.Effect]. No
/// I/O, no wall clock, no global state: the same commands run in the engine and in the simulator.
@NullMarked
package org.godwit.decision;

import org.jspecify.annotations.NullMarked;
