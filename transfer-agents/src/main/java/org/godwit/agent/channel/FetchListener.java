package org.godwit.agent.channel;

import org.godwit.agent.disk.Slab;
import org.godwit.model.FailureClass;

/// Takes what a fetch brings. Called on event loops, so it must not wait; blocks come in any order.
public interface FetchListener {
    /// A block has arrived, not yet held against its seal. The slab is the listener's to release;
    /// its buffer holds the payload. The listener answers with [Fetch#written] or [Fetch#again], in
    /// any thread.
    void onBlock(Fetch fetch, int block, BlockSeal seal, Slab slab);

    /// The fetch has ended without all blocks; nothing more comes.
    void onFailed(FailureClass failure, String reason);
}
