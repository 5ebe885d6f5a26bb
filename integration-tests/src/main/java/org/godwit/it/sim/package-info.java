/// The simulator: the engine's own decisions on the engine's own tables, in virtual time, among
/// simulated agents, disks, users and a hostile post. One number, the seed, decides everything, so
/// that whatever is found can be found again. See `docs/simulation.md`.
@NullMarked
package org.godwit.it.sim;

import org.jspecify.annotations.NullMarked;
