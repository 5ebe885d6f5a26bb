package org.godwit.agent.mac;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.spec.SecretKeySpec;

/// Tags of the payloads of one session, made and checked by whichever thread has the block in its
/// cache, before a connection is chosen and after it has delivered. Each tag has a number of its
/// own; number and tag travel in the header of the block, which its connection protects by a
/// [FrameMac]. Thread-safe.
public final class PayloadMac {
    private final MacAlgorithm algorithm;
    private final SecretKeySpec key;
    private final AtomicLong numbers = new AtomicLong();

    /// At most one for each thread that ever was here at the same time as others.
    private final ConcurrentLinkedQueue<Tagger> idle = new ConcurrentLinkedQueue<>();

    PayloadMac(MacAlgorithm algorithm, SecretKeySpec key) {
        this.algorithm = algorithm;
        this.key = key;
    }

    /// Tags the remaining bytes of `payload`, whose position is left alone, under a new number.
    public PayloadTag seal(ByteBuffer payload) {
        Sealing sealing = begin();
        sealing.update(payload);
        return sealing.finish();
    }

    /// Begins a tag of a payload that comes in pieces, under a new number.
    public Sealing begin() {
        return new Sealing(tagger());
    }

    /// A tag in the making, by one thread; one that is not finished costs nothing.
    public final class Sealing {
        private final Tagger tagger;
        private final long number = numbers.getAndIncrement();

        private Sealing(Tagger tagger) {
            this.tagger = tagger;
            tagger.begin(number);
        }

        /// Takes the remaining bytes of `piece`, whose position is left alone.
        public void update(ByteBuffer piece) {
            tagger.update(piece);
        }

        /// The tag, once.
        public PayloadTag finish() {
            PayloadTag tag = new PayloadTag(number, tagger.finish());
            idle.add(tagger);
            return tag;
        }
    }

    /// Whether the remaining bytes of `payload` are those that were tagged.
    public boolean verify(PayloadTag tag, ByteBuffer payload) {
        Tagger tagger = tagger();
        boolean holds = tagger.verify(tag.number(), payload, tag.tag());
        idle.add(tagger);
        return holds;
    }

    private Tagger tagger() {
        Tagger polled = idle.poll();
        return polled == null ? new Tagger(algorithm, key) : polled;
    }
}
