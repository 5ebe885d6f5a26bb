package org.godwit.catalog.schema;

/// Names of the counters that numeric ids come from.
public final class Sequences {
    public static final String ACCOUNTS = "accounts";
    public static final String SCOPES = "scopes";
    public static final String SITES = "sites";
    public static final String RSES = "rses";
    public static final String DIDS = "dids";
    public static final String SCANS = "scans";

    private Sequences() {}
}
