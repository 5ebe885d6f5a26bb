package org.godwit.agent.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameLimits;

/// What a [SinkSession] asks its source for, and over which connection: as much as the window
/// allows, each file's requests behind its grant. Guarded by the session's lock.
final class FetchRequests {
    /// Files in line that are looked at for one grant; those of one message follow each other.
    private static final int GRANT_LOOK_AHEAD = 2 * FrameLimits.FILES_PER_GRANT_MAX;

    /// A large file asks for no more than this at a time, so that a new small one need not wait
    /// long.
    private static final int BLOCKS_PER_REQUEST_MAX = 16;

    private final int blockBytes;
    private final List<SinkConnection> connections;
    private final RequestWindow window;
    private final ShownPermits permits = new ShownPermits();
    private int nextControl;

    /// @param connections those of the session, at any time
    FetchRequests(SkeinOptions options, List<SinkConnection> connections) {
        this.blockBytes = options.blockBytes();
        this.connections = connections;
        this.window = new RequestWindow(options.windowBytes());
    }

    int length(Fetch fetch, int block) {
        return (int) Math.min(blockBytes, fetch.spec.bytes() - (long) block * blockBytes);
    }

    /// Lines up a file that has something to ask for.
    void enqueue(Fetch fetch) {
        window.enqueue(fetch);
    }

    /// Asks for as much as the window allows.
    void pump() {
        while (!connections.isEmpty()) {
            Optional<Fetch> fetch = window.next();
            if (fetch.isEmpty()) {
                return;
            }
            request(fetch.get(), control(fetch.get(), window.like(fetch.get())));
        }
    }

    private void request(Fetch fetch, SinkConnection over) {
        int from = fetch.wanted.nextSetBit(0);
        int to = Math.min(fetch.wanted.nextClearBit(from), from + BLOCKS_PER_REQUEST_MAX);
        send(fetch, over, from, to, false);
        fetch.wanted.clear(from, to);
        fetch.asked.set(from, to);
        for (int block = from; block < to; block++) {
            window.charge(fetch, length(fetch, block));
        }
    }

    private void send(Fetch fetch, SinkConnection over, int from, int to, boolean onlyIfUnknown) {
        long offset = (long) from * blockBytes;
        long end = (long) (to - 1) * blockBytes + length(fetch, to - 1);
        over.channel().send(new Frame.Fetch(fetch.ref, offset, end - offset, onlyIfUnknown));
    }

    /// The connection that carries this file's requests; where it has none, it gets that of its
    /// permission, and the grant goes there first, together with those of the files behind it that
    /// have the same permission.
    private SinkConnection control(Fetch fetch, Iterable<Fetch> lane) {
        if (fetch.control != null) {
            return fetch.control;
        }
        byte[] envelope = fetch.spec.envelope();
        ShownPermits.Shown permit =
                permits.find(envelope).orElseGet(() -> permits.show(envelope, nextControl()));
        List<Frame.Binding> files = new ArrayList<>();
        bind(fetch, permit.over(), files);
        int seen = 0;
        for (Fetch other : lane) {
            if (seen++ >= GRANT_LOOK_AHEAD || files.size() >= FrameLimits.FILES_PER_GRANT_MAX) {
                break;
            }
            if (other.control == null
                    && !other.ended
                    && Arrays.equals(other.spec.envelope(), envelope)) {
                bind(other, permit.over(), files);
            }
        }
        permit.over().channel().send(new Frame.Grant(permit.number(), files));
        return permit.over();
    }

    private SinkConnection nextControl() {
        return connections.get(Math.floorMod(nextControl++, connections.size()));
    }

    private static void bind(Fetch fetch, SinkConnection over, List<Frame.Binding> files) {
        FetchSpec spec = fetch.spec;
        files.add(
                new Frame.Binding(fetch.ref, spec.rse(), spec.path(), spec.bytes(), spec.didId()));
        fetch.control = over;
    }

    /// A block has been dealt with: its part of the window is free again.
    ///
    /// @param again whether it is to be asked for again
    void settle(Fetch fetch, int block, boolean again) {
        window.charge(fetch, -length(fetch, block));
        if (again) {
            fetch.wanted.set(block);
            window.enqueue(fetch);
        }
    }

    /// The fetch has ended, whatever was asked for.
    void end(Fetch fetch) {
        BitSet held = (BitSet) fetch.asked.clone();
        held.or(fetch.arriving);
        held.stream().forEach(block -> window.charge(fetch, -length(fetch, block)));
        if (fetch.control != null) {
            fetch.control.channel().send(new Frame.Forget(fetch.ref));
        }
    }

    /// What was said on this connection may not have been heard; another is left, and says it
    /// again.
    void repeat(SinkConnection broken, Iterable<Fetch> fetches) {
        permits.forget(broken);
        for (Fetch fetch : fetches) {
            if (fetch.control == broken) {
                fetch.control = null;
                repeat(fetch);
            }
        }
    }

    private void repeat(Fetch fetch) {
        BitSet asked = fetch.asked;
        for (int from = asked.nextSetBit(0); from >= 0; ) {
            int to = asked.nextClearBit(from);
            send(fetch, control(fetch, List.of()), from, to, true);
            from = asked.nextSetBit(to);
        }
    }

    /// The source has forgotten the session: everything is to be asked for again.
    void restart(Iterable<Fetch> fetches) {
        permits.clear();
        for (Fetch fetch : fetches) {
            fetch.asked.stream().forEach(block -> window.charge(fetch, -length(fetch, block)));
            fetch.wanted.or(fetch.asked);
            fetch.asked.clear();
            fetch.control = null;
            window.enqueue(fetch);
        }
    }
}
