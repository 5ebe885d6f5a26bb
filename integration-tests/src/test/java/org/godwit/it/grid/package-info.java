/// Grids of real processes: real certificates, sockets, Hazelcast, RocksDB and files, on this
/// machine.
@NullMarked
package org.godwit.it.grid;

import org.jspecify.annotations.NullMarked;
