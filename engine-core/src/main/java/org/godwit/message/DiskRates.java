package org.godwit.message;

/// What the storage of an RSE does in sequence, in bytes per second.
///
/// @param readBytesPerSecond 0 where it could not be measured
/// @param writeBytesPerSecond synced; 0 where it could not be measured, as on a read-only RSE
/// @param problem why something could not be measured, in one line; empty where all was
public record DiskRates(
        String rse,
        String filesystem,
        boolean direct,
        long readBytesPerSecond,
        long writeBytesPerSecond,
        String problem) {}
