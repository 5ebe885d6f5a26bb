/// A grid on one machine: an engine and the agents of some sites, each a process of its own, laid
/// out in one directory. The demo and the integration tests run on it.
@NullMarked
package org.godwit.cli.grid;

import org.jspecify.annotations.NullMarked;
