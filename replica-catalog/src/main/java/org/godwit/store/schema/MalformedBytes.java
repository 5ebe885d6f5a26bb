package org.godwit.store.schema;

/// Bytes that no encoder wrote. [Family] turns it into an error that names the table.
final class MalformedBytes extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedBytes(String message) {
        super(message);
    }
}
