/// An agent's part in the measurement of a link: a source serves bytes that it makes up, within
/// what the engine has permitted; a destination fetches and counts them; both measure their disks.
@NullMarked
package org.godwit.agent.probe;

import org.jspecify.annotations.NullMarked;
