package org.godwit.model;

/// The stage that kept a transfer from being faster, in the order in which the bytes pass.
public enum Bottleneck {
    /// Nothing more was asked for: too few orders or files too small to fill the link.
    ORDERS,

    /// The source's storage gave blocks more slowly than the connections took them.
    SOURCE_DISK,

    /// The source's processors were busy.
    SOURCE_CPU,

    /// The hosts' limits on TCP buffers held fewer bytes than rate × round-trip time.
    WINDOW,

    /// The rate granted to this link.
    PACING,

    /// Packets were lost on the way, and congestion control gave way.
    LOSS,

    /// The link itself was full.
    LINK,

    /// The destination's processors were busy.
    DESTINATION_CPU,

    /// The destination's storage took blocks more slowly than they came.
    DESTINATION_DISK
}
