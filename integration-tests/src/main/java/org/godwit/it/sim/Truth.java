package org.godwit.it.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is so, whatever the catalogue says: which content belongs at which path, and which files
/// were spoilt after they were registered.
final class Truth {
    private final Map<String, Content> contentByPath = new HashMap<>();
    private final Set<String> spoilt = new HashSet<>();
    private final Set<String> lost = new HashSet<>();

    /// A file of this content lies at this path, at whichever RSE has it.
    void belongs(String path, Content content) {
        contentByPath.put(path, content);
    }

    /// What belongs at a path; absent for paths that no file has.
    Optional<Content> at(String path) {
        return Optional.ofNullable(contentByPath.get(path));
    }

    /// A file was changed past every agent.
    void spoil(String rse, String path) {
        spoilt.add(rse + ":" + path);
    }

    /// A file was lost with its disk.
    void lose(String rse, String path) {
        spoil(rse, path);
        lost.add(rse + ":" + path);
    }

    boolean isLost(String rse, String path) {
        return lost.contains(rse + ":" + path);
    }

    /// A right file was made durable there: what was spoilt before is made good.
    void madeGood(String rse, String path) {
        spoilt.remove(rse + ":" + path);
        lost.remove(rse + ":" + path);
    }

    boolean isSpoilt(String rse, String path) {
        return spoilt.contains(rse + ":" + path);
    }
}
