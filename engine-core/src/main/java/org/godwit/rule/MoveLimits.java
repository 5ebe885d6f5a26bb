package org.godwit.rule;

/// How much may be moved when RSEs change, so that one careless attribute does not set petabytes
/// going.
///
/// @param atOnce locks whose replacement is on its way at a time
/// @param perHour locks that begin to move in an hour
public record MoveLimits(int atOnce, int perHour) {
    /// About what a few busy links do.
    public static final MoveLimits DEFAULT = new MoveLimits(10_000, 100_000);
}
