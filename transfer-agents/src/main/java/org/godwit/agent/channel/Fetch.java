package org.godwit.agent.channel;

import java.util.BitSet;
import java.util.Map;
import org.godwit.model.Bottleneck;
import org.jspecify.annotations.Nullable;

/// A file on its way from a source. Thread-safe. The fields are guarded by the session's lock.
public final class Fetch {
    final SinkSession session;
    final int ref;
    final FetchSpec spec;
    final FetchListener listener;
    final int blocks;

    /// To be asked for.
    final BitSet wanted;

    /// Asked for, not arriving yet.
    final BitSet asked = new BitSet();

    /// Being received or written.
    final BitSet arriving = new BitSet();

    /// The connection that carried the grant and so carries every request for this file.
    @Nullable SinkConnection control;

    /// What had limited the session's transfers when this one began.
    final Map<Bottleneck, Long> mark;

    boolean queued;
    boolean ended;

    Fetch(
            SinkSession session,
            int ref,
            FetchSpec spec,
            FetchListener listener,
            Map<Bottleneck, Long> mark) {
        this.session = session;
        this.ref = ref;
        this.spec = spec;
        this.listener = listener;
        this.mark = mark;
        this.wanted = spec.missing();
        this.blocks = session.blocksOf(spec.bytes());
    }

    boolean isSmall() {
        return blocks == 1;
    }

    /// The block is in place; its part of the window is free again.
    public void written(int block) {
        session.onWritten(this, block);
    }

    /// The block was damaged: ask for it again.
    public void again(int block) {
        session.onAgain(this, block);
    }

    /// The stage that held it up most since it began.
    public Bottleneck limitedBy() {
        return session.pace().since(mark);
    }

    /// Ends the fetch, complete or not; the source forgets it. May be called twice.
    public void close() {
        session.onClose(this);
    }
}
