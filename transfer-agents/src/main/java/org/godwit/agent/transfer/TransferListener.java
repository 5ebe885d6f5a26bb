package org.godwit.agent.transfer;

import org.godwit.message.TransferOutcome;

/// Follows one transfer. Called on disk threads, from several at once for [#onBytesWritten]; must
/// not wait long.
public interface TransferListener {
    /// Bytes of the file that were written just now, after their checksum was verified.
    void onBytesWritten(int bytes);

    /// How it ended; called exactly once, last.
    void onEnd(TransferOutcome outcome);
}
