package org.godwit.agent.disk;

import java.util.List;
import org.godwit.model.Digest;

/// Size and checksums of a file's content.
///
/// @param digests that were asked for, in the order of the algorithms
public record FileChecksum(long bytes, int adler32, List<Digest> digests) {
    public FileChecksum {
        digests = List.copyOf(digests);
    }
}
