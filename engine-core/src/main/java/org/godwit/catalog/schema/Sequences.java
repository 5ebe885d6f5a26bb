package org.godwit.catalog.schema;

/// Names of the counters that numeric ids come from.
public final class Sequences {
    public static final String ACCOUNTS = "accounts";
    public static final String SCOPES = "scopes";
    public static final String SITES = "sites";
    public static final String RSES = "rses";
    public static final String DIDS = "dids";

    /// The hour since 1970 in which locks were last moved, and how many were in it.
    public static final String MOVES_HOUR = "moves-hour";

    public static final String MOVES_IN_HOUR = "moves-in-hour";

    /// The last event that the outbox has forgotten.
    public static final String EVENTS_FORGOTTEN = "events-forgotten";

    private Sequences() {}
}
