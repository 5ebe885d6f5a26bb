package org.godwit.cli.command;

/// What a script can tell from the exit status of `godwit`. The numbers are part of the interface
/// and never change their meaning (docs/cli.md).
public enum ExitCode {
    OK(0),
    /// Something failed that no other code names; or a check found what it looks for (`catalog
    /// check`: a difference; `agent doctor`: the wanted rate cannot be had).
    ERROR(1),
    /// The command line itself is wrong.
    USAGE(2),
    /// What the command names does not exist.
    NOT_FOUND(3),
    /// The engine does not know who asks: no, expired or foreign credentials.
    AUTHENTICATION(4),
    /// The engine knows who asks, and refuses.
    DENIED(5),
    /// It exists already, or the state of things forbids it.
    CONFLICT(6),
    /// No answer from the engine or from a site.
    UNREACHABLE(7),
    /// Some of several things succeeded.
    PARTIAL(8),
    /// What was waited for did not happen in the time given.
    TIMEOUT(9),
    /// Everything was already as asked.
    NOTHING_TO_DO(10);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
