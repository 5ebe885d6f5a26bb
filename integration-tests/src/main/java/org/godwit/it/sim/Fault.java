package org.godwit.it.sim;

/// What goes wrong in a simulated day. A schedule has some of these, not all.
public enum Fault {
    /// An engine dies between any two steps; what was not synced is partly gone.
    ENGINE_CRASH,
    /// An engine that was replaced goes on deciding on a copy of the catalogue, and sending.
    TWO_ENGINES,
    /// The engine is lost and starts again from a backup, hours old.
    CATALOG_RESTORED,
    /// While two engines rule, each agent hears only one of them.
    POST_SPLIT,
    /// An engine's wall clock is up to an hour wrong, another hour at every start.
    CLOCK_WRONG,
    /// An agent dies and starts again; its disk loses part of what was not synced.
    AGENT_CRASH,
    MESSAGE_LOST,
    MESSAGE_TWICE,
    /// Delays of up to ten minutes, hence also messages out of order.
    MESSAGE_LATE,
    /// The post hands out old messages once more, to whomever it likes.
    MESSAGE_REPLAYED,
    /// The post hands out messages that nobody signed, or that the wrong one signed.
    MESSAGE_FORGED,
    /// Bits flip in a message on its way.
    MESSAGE_GARBLED,
    /// One direction of an agent's post is cut.
    POST_CUT,
    /// The data connection between two sites is cut.
    LINK_CUT,
    /// Bits flip on the way from disk to disk.
    WIRE_FLIP,
    /// A file changes at its source after it was registered.
    SOURCE_CORRUPTED,
    DISK_FULL,
    /// An RSE cannot be read for a while.
    DISK_UNREADABLE,
    /// An unknown file lies where one should come to be.
    STRAY_FILE,
    /// An administrator sets an RSE unreadable or a link disabled for a while.
    ADMIN_BLOCKS,
    /// An RSE gets another attribute for a while: rules move what they hold.
    ATTRIBUTES_CHANGE,
    /// All files of an RSE are gone; an administrator declares them bad later.
    RSE_LOST,
    /// Somebody declares a good file bad, or doubts it.
    WRONGLY_DOUBTED
}
