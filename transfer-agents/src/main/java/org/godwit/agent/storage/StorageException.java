package org.godwit.agent.storage;

/// A storage could not do what was asked. The message is one line that names the file or the space
/// and says what to do.
public final class StorageException extends Exception {
    private static final long serialVersionUID = 1L;

    /// What kind of failure, for those who decide about retries.
    public enum Kind {
        NOT_FOUND,
        CHANGED,
        EXISTS,
        NO_SPACE,
        REFUSED,
        READ_ONLY,
        BUSY,
        IO
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
