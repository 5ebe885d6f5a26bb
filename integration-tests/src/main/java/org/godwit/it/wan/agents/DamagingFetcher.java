package org.godwit.it.wan.agents;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.agent.channel.BlockFetcher;
import org.godwit.agent.channel.BlockSeal;
import org.godwit.agent.channel.Fetch;
import org.godwit.agent.channel.FetchListener;
import org.godwit.agent.channel.FetchSpec;
import org.godwit.agent.channel.Peer;
import org.godwit.agent.disk.Slab;
import org.godwit.model.FailureClass;

/// Damages blocks in the destination's buffers, after the network has delivered them and before
/// anything has checked them: as memory that forgets, or code that mixes up buffers, would. Of
/// every file each `every`-th block that comes is damaged once, in one of four ways in turn.
/// Thread-safe.
final class DamagingFetcher implements BlockFetcher {
    /// What is done to a block.
    private enum Way {
        FLIP,
        SWAP,
        DUPLICATE,
        TRUNCATE
    }

    private static final List<Way> WAYS = List.of(Way.values());

    private final BlockFetcher network;
    private final int every;
    private final int most;
    private final AtomicInteger damaged = new AtomicInteger();
    private final AtomicLong damagedBytes = new AtomicLong();

    /// @param every how many blocks come for one that is damaged
    /// @param most blocks damaged in all
    DamagingFetcher(BlockFetcher network, int every, int most) {
        this.network = network;
        this.every = every;
        this.most = most;
    }

    /// Blocks damaged so far, and their bytes as handed on.
    AgentReport.Damage report() {
        return new AgentReport.Damage(damaged.get(), damagedBytes.get());
    }

    @Override
    public int blockBytes() {
        return network.blockBytes();
    }

    @Override
    public Fetch fetch(Peer peer, FetchSpec spec, FetchListener listener) {
        return network.fetch(peer, spec, new Damaging(listener, spec.missing().cardinality()));
    }

    /// The blocks of one file. A block that is to be swapped or to be overwritten by another waits
    /// for the next one, which is its partner.
    private final class Damaging implements FetchListener {
        private final FetchListener to;
        private final int blocks;
        private final BitSet seen = new BitSet();
        private int arrived;
        private Optional<Held> held = Optional.empty();

        /// A block that waits for its partner.
        private record Held(Way way, int block, BlockSeal seal, Slab slab) {}

        Damaging(FetchListener to, int blocks) {
            this.to = to;
            this.blocks = blocks;
        }

        @Override
        public void onBlock(Fetch fetch, int block, BlockSeal seal, Slab slab) {
            Optional<Held> partner;
            synchronized (this) {
                boolean fresh = !seen.get(block);
                seen.set(block);
                partner = held;
                held = Optional.empty();
                if (partner.isEmpty() && fresh && ++arrived % every == 0 && claim()) {
                    Way way = WAYS.get(arrived / every % WAYS.size());
                    boolean partnerComes = seen.cardinality() < blocks;
                    if (partnerComes && (way == Way.SWAP || way == Way.DUPLICATE)) {
                        held = Optional.of(new Held(way, block, seal, slab));
                        return;
                    }
                    damage(way, slab.buffer());
                    count(slab);
                }
            }
            partner.ifPresent(first -> handOn(fetch, first, slab));
            to.onBlock(fetch, block, seal, slab);
        }

        private void handOn(Fetch fetch, Held first, Slab second) {
            mix(first.way(), first.slab().buffer(), second.buffer());
            count(first.slab());
            if (first.way() == Way.SWAP) {
                damaged.incrementAndGet();
                count(second);
            }
            to.onBlock(fetch, first.block(), first.seal(), first.slab());
        }

        @Override
        public void onFailed(FailureClass failure, String reason) {
            Optional<Held> left;
            synchronized (this) {
                left = held;
                held = Optional.empty();
            }
            left.ifPresent(one -> one.slab().release());
            to.onFailed(failure, reason);
        }
    }

    private boolean claim() {
        return damaged.getAndUpdate(n -> n < most ? n + 1 : n) < most;
    }

    private void count(Slab slab) {
        damagedBytes.addAndGet(slab.buffer().remaining());
    }

    private static void damage(Way way, ByteBuffer block) {
        if (way == Way.FLIP) {
            int at = block.position() + block.remaining() / 2;
            block.put(at, (byte) (block.get(at) ^ 1));
        } else {
            block.limit(block.limit() - 1);
        }
    }

    private static void mix(Way way, ByteBuffer first, ByteBuffer second) {
        int length = Math.min(first.remaining(), second.remaining());
        byte[] one = new byte[length];
        byte[] other = new byte[length];
        first.duplicate().get(one);
        second.duplicate().get(other);
        first.duplicate().put(other);
        if (way == Way.SWAP) {
            second.duplicate().put(one);
        }
    }
}
