package org.godwit.it.wan.lab;

/// What a link is like, in both directions.
///
/// @param delayMillis one way
/// @param queueMillis of the drop-tail queue before the line
/// @param lossPercent of packets, at random
public record LinkSpec(
        int rateMbit, double delayMillis, int queueMillis, double lossPercent, long seed) {}
