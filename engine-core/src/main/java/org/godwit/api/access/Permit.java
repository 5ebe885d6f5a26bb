package org.godwit.api.access;

/// Leave to change something, which only the [Authorizer] gives. Nothing is decided without one.
public final class Permit {
    private final String why;

    Permit(String why) {
        this.why = why;
    }

    /// For logs: who may, and why.
    @Override
    public String toString() {
        return why;
    }
}
