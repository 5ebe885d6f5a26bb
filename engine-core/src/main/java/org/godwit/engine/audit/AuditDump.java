package org.godwit.engine.audit;

/// An audit whose list of files is being taken in. For one thread; either [#compare] or [#abandon]
/// ends it.
public interface AuditDump {
    /// Its number.
    long id();

    /// Adds a file.
    ///
    /// @param bytes -1 if the list does not say
    /// @throws org.godwit.runtime.EngineException `INVALID_NAME` for what is no path in an RSE
    void add(String path, long bytes);

    /// The list is whole: the comparison begins.
    void compare();

    /// The list will not become whole.
    void abandon(String why);
}
