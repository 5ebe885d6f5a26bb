package org.godwit.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.ScrubRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.ToAgent;
import org.godwit.model.Adler32;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Dids;
import org.godwit.topology.RseAttributes;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.LiveAgents;

/// Has an agent read the next replicas of an RSE and compare them: about a minute's worth at the
/// RSE's rate. They are those behind what was read last, and after the last one those from the
/// beginning, in a new round; a round takes [#ROUND_MIN] at least. What is not answered is dealt
/// again.
///
/// @param live names and incarnations of the agents heard of lately
public record DealScrub(int rse, Map<String, Long> live) implements Command<DealScrub.Dealt> {
    /// Most files of a batch.
    public static final int FILES_MAX = 200;

    /// No file is read more often for the sake of scrubbing.
    public static final Duration ROUND_MIN = Duration.ofDays(7);

    /// Time that a batch takes at the RSE's rate.
    private static final Duration BATCH = Duration.ofSeconds(60);

    /// Replicas looked at for a batch, those that are not to be read included.
    private static final int LOOKED_AT_MAX = 5_000;

    public DealScrub {
        live = Map.copyOf(live);
    }

    /// What was dealt.
    ///
    /// @param files that an agent was asked to read; 0 for none
    /// @param patience how long its answer may take
    /// @param more whether there may be something to deal at once
    public record Dealt(int files, Duration patience, boolean more) {
        static final Dealt NOTHING = new Dealt(0, Duration.ZERO, false);
    }

    @Override
    public Dealt decide(Context context) {
        Optional<RseRow> row = context.tx().get(Tables.RSES, rse);
        long rate = row.map(RseAttributes::scrubRate).orElse(0L);
        Optional<AgentRow> agent = new LiveAgents(context.tx(), live).serving(rse);
        if (rate == 0 || agent.isEmpty() || !row.orElseThrow().readable()) {
            return Dealt.NOTHING;
        }
        ScrubRow scrub = context.tx().get(Tables.SCRUBS, rse).orElse(ScrubRow.first(context.now()));
        if (scrub.nextDid() == 0 && scrub.begunAt().isAfter(context.now())) {
            return Dealt.NOTHING;
        }
        Batch batch = batch(context, scrub.nextDid(), rate * BATCH.toSeconds());
        if (!batch.files.isEmpty()) {
            context.effect(
                    new Effect.Tell(
                            new ToAgent.Scrub(
                                    context.epoch(),
                                    agent.get().name(),
                                    agent.get().incarnation(),
                                    row.get().name(),
                                    scrub.nextDid(),
                                    batch.next,
                                    rate,
                                    batch.files)));
            return new Dealt(
                    batch.files.size(),
                    BATCH.multipliedBy(2).plusSeconds(10 * batch.bytes / rate),
                    false);
        }
        ScrubRow next =
                batch.next == 0
                        ? scrub.again(nextRound(scrub, context.now()), context.now())
                        : scrub.upTo(batch.next, 0, 0, 0);
        context.tx().put(Tables.SCRUBS, rse, next);
        return new Dealt(0, Duration.ZERO, batch.next != 0);
    }

    /// When the round after this one may begin.
    static Instant nextRound(ScrubRow scrub, Instant now) {
        Instant earliest = scrub.begunAt().plus(ROUND_MIN);
        return earliest.isAfter(now) ? earliest : now;
    }

    private static final class Batch {
        private final List<ToAgent.Scrubbing> files = new ArrayList<>();
        private long bytes;

        /// Where to go on, 0 behind the last one.
        private long next;
    }

    private Batch batch(Context context, long from, long bytesMax) {
        Batch batch = new Batch();
        int looked = 0;
        try (Cursor<RseDidKey, ReplicaState> rows =
                context.tx()
                        .scan(
                                Tables.REPLICAS_BY_RSE,
                                new RseDidKey(rse, from),
                                new RseDidKey(rse + 1, 0))) {
            while (rows.hasNext()) {
                Map.Entry<RseDidKey, ReplicaState> row = rows.next();
                long did = row.getKey().did();
                boolean full =
                        batch.files.size() == FILES_MAX
                                || batch.bytes >= bytesMax
                                || looked++ == LOOKED_AT_MAX;
                if (full) {
                    batch.next = did;
                    return batch;
                }
                if (row.getValue() == ReplicaState.AVAILABLE) {
                    add(context, batch, did);
                }
            }
        }
        return batch;
    }

    private void add(Context context, Batch batch, long did) {
        ReplicaRow replica =
                context.tx().get(Tables.REPLICAS, new ReplicaKey(did, rse)).orElseThrow();
        DidRow file = Dids.row(context.tx(), did);
        batch.files.add(
                new ToAgent.Scrubbing(
                        did,
                        replica.generation(),
                        StoragePath.of(context.tx(), did, replica),
                        replica.bytes(),
                        new Adler32(file.adler32())));
        batch.bytes += replica.bytes();
    }
}
