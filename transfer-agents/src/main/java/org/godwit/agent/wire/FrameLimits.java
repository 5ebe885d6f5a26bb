package org.godwit.agent.wire;

/// The bounds of everything a peer may send. What exceeds one closes the connection.
public final class FrameLimits {
    /// Before the peer has said who it is, a frame carries a name and a few numbers only.
    public static final int UNGREETED_BODY_BYTES_MAX = 1024;

    /// The largest control frame: a permit, or a grant for [#FILES_PER_GRANT_MAX] files with long
    /// paths.
    public static final int CONTROL_BODY_BYTES_MAX = 8 << 20;

    /// The signed envelope inside a permit.
    public static final int ENVELOPE_BYTES_MAX = 4 << 20;

    public static final int FILES_PER_GRANT_MAX = 512;

    /// Blocks are the unit of checksum, resume and re-send; a slab holds one.
    public static final int BLOCK_BYTES_MIN = 4 << 10;

    public static final int BLOCK_BYTES_MAX = 16 << 20;

    public static final int NAME_BYTES_MAX = 256;
    public static final int PATH_BYTES_MAX = 4096;
    public static final int MESSAGE_BYTES_MAX = 2048;

    /// Files that one session may have bound at a time.
    public static final int FILES_PER_SESSION_MAX = 16_384;

    /// Ranges that one session may have asked for and not yet got.
    public static final int RANGES_PER_SESSION_MAX = 65_536;

    /// Permissions of one session that the source keeps; older ones are forgotten.
    public static final int PERMITS_PER_SESSION_MAX = 64;

    public static final int CONNECTIONS_PER_SESSION_MAX = 128;

    private FrameLimits() {}
}
