package org.godwit.agent.mac;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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
        long number = numbers.getAndIncrement();
        return new PayloadTag(number, with(tagger -> tagger.tag(number, payload)));
    }

    /// Whether the remaining bytes of `payload` are those that were tagged.
    public boolean verify(PayloadTag tag, ByteBuffer payload) {
        return with(tagger -> tagger.verify(tag.number(), payload, tag.tag()));
    }

    private <T> T with(Function<Tagger, T> work) {
        Tagger polled = idle.poll();
        Tagger tagger = polled == null ? new Tagger(algorithm, key) : polled;
        T result = work.apply(tagger);
        idle.add(tagger);
        return result;
    }
}
