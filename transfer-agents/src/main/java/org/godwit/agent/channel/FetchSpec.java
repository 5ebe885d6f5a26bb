package org.godwit.agent.channel;

import java.util.BitSet;

/// What to fetch of a source.
///
/// @param envelope signed permission; files with the same one travel in one grant
/// @param path within the RSE
/// @param missing numbers of the wanted blocks, not empty
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, passed through
public record FetchSpec(
        byte[] envelope, String rse, String path, long bytes, long didId, BitSet missing) {
    public FetchSpec {
        missing = (BitSet) missing.clone();
    }

    @Override
    public BitSet missing() {
        return (BitSet) missing.clone();
    }
}
