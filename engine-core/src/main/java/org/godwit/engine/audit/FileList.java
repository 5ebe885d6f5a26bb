package org.godwit.engine.audit;

import java.util.function.Consumer;
import org.godwit.audit.SeenFile;

/// Where the list of a storage's files comes from.
interface FileList extends AutoCloseable {
    /// Shows all of it, in the order of paths. Returns when there is no more.
    void feed(Consumer<SeenFile> sink) throws InterruptedException;

    @Override
    void close();
}
