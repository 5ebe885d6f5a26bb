package org.godwit.it.wan.peer;

import java.util.List;
import org.godwit.it.wan.agents.WorkFile;

/// What a tool is to copy.
///
/// @param directory that holds the files, below the source's and below `into`
/// @param into directory of the copies, below the destination's
public record PeerLoad(String directory, List<WorkFile> files, String into) {
    /// Files of this size are not worth more than one connection each.
    private static final long SMALL_BYTES_MAX = 4 << 20;

    public PeerLoad {
        files = List.copyOf(files);
    }

    boolean isSmall() {
        return files.stream().allMatch(file -> file.bytes() <= SMALL_BYTES_MAX);
    }

    long bytes() {
        return files.stream().mapToLong(WorkFile::bytes).sum();
    }
}
