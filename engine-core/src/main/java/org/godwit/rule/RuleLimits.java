package org.godwit.rule;

/// Bounds of one decision about rules.
public final class RuleLimits {
    /// Most locks planned together with the change that asks for them; what goes beyond is planned
    /// in chunks. Rucio's bound.
    public static final int LOCKS_AT_ONCE = 10_000;

    /// Locks after which a chunk ends: some tens of milliseconds of the decision thread.
    public static final int CHUNK_LOCKS = 1_000;

    /// Files and collections after which a chunk ends, also where nothing has to be done for them.
    public static final int CHUNK_VISITS = 4_000;

    /// Files that are looked at to see where most bytes of a group are already.
    public static final int PLACEMENT_SAMPLE = 10_000;

    /// Most rules of one command.
    public static final int RULES_AT_ONCE = 1_000;

    private RuleLimits() {}
}
