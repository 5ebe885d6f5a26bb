/// The engine at work: one thread that decides, a catalogue that makes decisions durable, and the
/// effects that follow. [org.godwit.engine.DecisionLoop] and [org.godwit.engine.Agenda] run
/// unchanged in the simulator.
@NullMarked
package org.godwit.engine;

import org.jspecify.annotations.NullMarked;
