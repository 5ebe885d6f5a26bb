package org.godwit.agent.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A permission that a destination has shown to a [SourceSession]: being checked, with the files
/// that wait for it, or open. Guarded by the session's lock.
final class ReadPermit {
    private Optional<GrantVerifier.Permission> permission = Optional.empty();
    private List<ServedFile> waiting = new ArrayList<>();

    Optional<GrantVerifier.Permission> permission() {
        return permission;
    }

    void await(ServedFile file) {
        waiting.add(file);
    }

    /// It has been checked.
    ///
    /// @return the files that waited
    List<ServedFile> open(GrantVerifier.Permission checked) {
        List<ServedFile> files = waiting;
        permission = Optional.of(checked);
        waiting = List.of();
        return files;
    }
}
