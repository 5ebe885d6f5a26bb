package org.godwit.agent.doctor;

/// Processor time that a piece of work takes for 10⁹ bytes, in seconds.
///
/// @param sending per GB that leaves this host
/// @param receiving per GB that comes to it
public record Cost(double sending, double receiving) {
    public static final Cost NONE = new Cost(0, 0);

    Cost plus(Cost other) {
        return new Cost(sending + other.sending, receiving + other.receiving);
    }

    Cost max(Cost other) {
        return new Cost(Math.max(sending, other.sending), Math.max(receiving, other.receiving));
    }

    double greater() {
        return Math.max(sending, receiving);
    }
}
