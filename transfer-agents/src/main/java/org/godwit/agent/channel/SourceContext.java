package org.godwit.agent.channel;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.storage.Storages;
import org.godwit.runtime.EngineClock;

/// What all sessions of a server share.
///
/// @param sendBufferBytesMax to what size this host lets a send buffer grow; 0 where it does not
///   tell
record SourceContext(
        DataNetwork network,
        Storages storages,
        GrantVerifier verifier,
        SlabRing slabs,
        Executor readers,
        Executor preparers,
        SkeinOptions options,
        long sendBufferBytesMax,
        EngineClock clock) {
    /// Runs what may wait for a disk, and nobody waits for.
    void prepare(Runnable task) {
        try {
            preparers.execute(task);
        } catch (RejectedExecutionException e) {
            // The agent is stopping.
            return;
        }
    }
}
