/// What an agent knows of its orders, without I/O, clock or threads: the same code runs in the
/// agent and in the simulator.
@NullMarked
package org.godwit.agent.order;

import org.jspecify.annotations.NullMarked;
