package org.godwit.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Decided;
import org.godwit.decision.Effect;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineClock;

/// Decides commands one after the other and gives each decision to the catalogue as one change set.
/// Confined to the deciding thread.
public final class DecisionLoop {
    private final ReplicaCatalog catalog;
    private final EngineClock clock;
    private final RandomGenerator random;
    private final Epoch epoch;

    private DecisionLoop(
            ReplicaCatalog catalog, EngineClock clock, RandomGenerator random, Epoch epoch) {
        this.catalog = catalog;
        this.clock = clock;
        this.random = random;
        this.epoch = epoch;
    }

    /// Begins a new term over a catalogue. The epoch may be shown to nobody before the returned
    /// future is complete.
    public static Started start(ReplicaCatalog catalog, EngineClock clock, RandomGenerator random) {
        Epoch epoch = Terms.next(catalog.latest(), catalog.lastEpoch(), clock.now());
        DecisionLoop loop = new DecisionLoop(catalog, clock, random, epoch);
        return new Started(loop, loop.decide(new Terms.Begin(epoch)).durable());
    }

    /// A loop, and when its epoch is durable.
    public record Started(DecisionLoop loop, CompletableFuture<Void> durable) {}

    /// Decides and applies a command. A refusal is thrown and changes nothing.
    public <R> Pending<R> decide(Command<R> command) {
        long index = catalog.lastIndex() + 1;
        Context context =
                new Context(new Transaction(catalog.latest()), clock.now(), random, epoch, index);
        Decided<R> decided = Decided.by(command, context);
        CompletableFuture<Void> durable =
                decided.changes().isEmpty()
                        ? catalog.durable(index - 1)
                        : catalog.apply(
                                new ChangeSet(
                                        index,
                                        epoch,
                                        Tables.SCHEMA_VERSION,
                                        context.now(),
                                        decided.changes()));
        return new Pending<>(decided.answer(), decided.effects(), durable);
    }

    /// The epoch of this loop's decisions.
    public Epoch epoch() {
        return epoch;
    }

    /// A decision that is made; it may be acted upon and told to others once `durable` completes.
    public record Pending<R>(R answer, List<Effect> effects, CompletableFuture<Void> durable) {
        public Pending {
            effects = List.copyOf(effects);
        }
    }
}
