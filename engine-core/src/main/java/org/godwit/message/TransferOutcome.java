package org.godwit.message;

import java.util.Optional;
import org.godwit.model.Adler32;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;

/// How an order ended.
public sealed interface TransferOutcome {
    OrderId order();

    /// Wall time that the attempt took, in milliseconds.
    long millis();

    /// What kept the attempt from being faster; absent where nothing was moved, or it is not known.
    Optional<Bottleneck> limitedBy();

    /// The file lies at its final name, verified and synced.
    ///
    /// @param bytesMoved bytes that crossed the link in this attempt; less than the file's size
    ///   where an earlier attempt's blocks were kept
    /// @param adopted whether an equal file already lay there
    record Completed(
            OrderId order,
            long millis,
            long bytes,
            Adler32 adler32,
            long bytesMoved,
            boolean adopted,
            Optional<Bottleneck> limitedBy)
            implements TransferOutcome {}

    /// The file is not at its final name. `reason` is one line for the user.
    record Failed(
            OrderId order,
            long millis,
            FailureClass failure,
            String reason,
            long bytesDone,
            Optional<Bottleneck> limitedBy)
            implements TransferOutcome {}
}
