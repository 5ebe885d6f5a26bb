package org.godwit.it.wan.link;

/// What one direction of a link did since the last reset.
///
/// @param segments wire segments handed to the receiving host
/// @param bytes their IP bytes, headers included
/// @param lost segments lost by chance, as asked
/// @param queueDrops segments that found the link's queue full
/// @param cutDrops segments that the link dropped while cut, or that a host refused whose device
///   was down
/// @param ownDrops segments dropped by the emulator's own fault: its ring or a device's queue was
///   full, or the receiving kernel refused one
/// @param latenessP99Micros how late packets left the link against their due time: 99 % were not
///   later than this
/// @param latenessMaxMicros the latest of them
/// @param queueMeanMicros mean wait of a packet for the line
/// @param queueMaxMicros longest wait
public record DirectionReport(
        long segments,
        long bytes,
        long lost,
        long queueDrops,
        long cutDrops,
        long ownDrops,
        long latenessP99Micros,
        long latenessMaxMicros,
        long queueMeanMicros,
        long queueMaxMicros) {

    /// The same with what the sending device's queue dropped.
    DirectionReport withDeviceDrops(long packets) {
        return new DirectionReport(
                segments,
                bytes,
                lost,
                queueDrops,
                cutDrops,
                ownDrops + packets,
                latenessP99Micros,
                latenessMaxMicros,
                queueMeanMicros,
                queueMaxMicros);
    }
}
