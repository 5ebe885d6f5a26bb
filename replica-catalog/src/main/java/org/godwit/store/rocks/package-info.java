/// The fence around RocksDB: no other package sees its types. Every native object is closed by the
/// object here that made it, readers are counted, and errors become
/// [org.godwit.runtime.EngineException]s that say what to do.
@NullMarked
package org.godwit.store.rocks;

import org.jspecify.annotations.NullMarked;
