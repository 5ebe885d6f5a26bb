package org.godwit.message;

import org.godwit.model.Bottleneck;

/// What a probe saw in one second.
///
/// @param bytesPerSecond payload that arrived whole
/// @param rttMicros mean round-trip time over the connections, as the source's TCP sees it; 0 where
///   its host does not tell
/// @param minRttMicros the least seen
/// @param retransmittedPpm millionths of what the source sent that were sent again
/// @param limitedBy what kept it from being faster
public record ProbeSample(
        long bytesPerSecond,
        int connections,
        int rttMicros,
        int minRttMicros,
        int retransmittedPpm,
        Bottleneck limitedBy) {}
