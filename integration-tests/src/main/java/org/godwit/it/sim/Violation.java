package org.godwit.it.sim;

/// An invariant that did not hold. Ends the schedule.
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param invariant its short name, such as `S2`
    Violation(String invariant, String what) {
        super(invariant + ": " + what);
    }
}
