package org.godwit.catalog;

/// A view of one moment, not moved by later change sets. It holds resources of the storage and must
/// be closed soon. Safe for use by one thread at a time.
public interface Snapshot extends CatalogView, AutoCloseable {
    /// The index of the last change set it shows.
    long index();

    @Override
    void close();
}
