package org.godwit.agent.transfer;

import org.godwit.agent.storage.StorageException;
import org.godwit.model.FailureClass;

/// What a storage's failure means for the transfer.
final class Failures {
    private Failures() {}

    static FailureClass atDestination(StorageException e) {
        return switch (e.kind()) {
            case NO_SPACE -> FailureClass.SPACE;
            case REFUSED, READ_ONLY -> FailureClass.REFUSED;
            case NOT_FOUND, CHANGED, EXISTS, BUSY, IO -> FailureClass.DESTINATION;
        };
    }
}
