package org.godwit.catalog.schema;

/// What is true of a DID or not. The order is part of the stored format: new ones go to the end.
public enum DidFlag {
    /// A collection that only grows: nothing is detached from it.
    MONOTONIC,
    /// Left out of lists unless it is asked for by its name.
    HIDDEN,
    /// A file that holds other files.
    ARCHIVE,
    /// A file that lies in an archive.
    CONSTITUENT
}
