package org.godwit.agent.doctor;

import java.util.Locale;

/// What a finding means for the wanted rate, the worst first.
public enum Health {
    /// It keeps the host from the wanted rate, or the agent from working at all.
    BAD,
    /// It costs something, or will under other conditions.
    WARN,
    /// The host does not tell.
    UNKNOWN,
    OK;

    /// As the command prints it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
