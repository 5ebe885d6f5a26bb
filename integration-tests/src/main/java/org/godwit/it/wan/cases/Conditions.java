package org.godwit.it.wan.cases;

import java.nio.file.Path;
import java.util.Map;
import org.godwit.it.wan.lab.LinkSpec;
import org.godwit.model.Protection;

/// Under what a case is measured.
///
/// @param sources directory for files to be moved: a tmpfs, or a disk whose files are in the page
///   cache after they were made
/// @param destination directory for the copies
/// @param settings further keys of both agents' configuration
public record Conditions(
        LinkSpec link,
        Protection protection,
        Path sources,
        Path destination,
        Map<String, String> settings) {
    public Conditions {
        settings = Map.copyOf(settings);
    }
}
