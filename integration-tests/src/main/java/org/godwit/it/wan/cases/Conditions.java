package org.godwit.it.wan.cases;

import java.nio.file.Path;
import java.util.Map;
import org.godwit.model.Protection;

/// Under what a pair of agents moves files, beside the link.
///
/// @param sources directory of the files to be moved: a tmpfs, or a disk whose files are in the
///   page cache since they were made
/// @param destination directory for the copies
/// @param settings further keys of both agents' configuration
public record Conditions(
        Protection protection, Path sources, Path destination, Map<String, String> settings) {
    public Conditions {
        settings = Map.copyOf(settings);
    }
}
