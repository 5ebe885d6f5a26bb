package org.godwit.catalog.check;

/// Hears how far a long piece of work has come.
@FunctionalInterface
public interface Progress {
    /// Nobody listens.
    Progress NONE = (doing, done) -> {};

    /// Says where it is now.
    ///
    /// @param doing what is being worked on, such as a table's name
    /// @param done how many rows of it, or steps, are done
    void at(String doing, long done);
}
