package org.godwit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.CountingView;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.runtime.ManualClock;

/// Runs commands one after the other on a catalogue in memory, as the engine's thread does, with a
/// clock moved by hand and a seeded source of randomness (`-Dseed=…` sets it). Each change set is
/// applied at once; effects are kept for the test to look at.
public final class DecisionFixture {
    private static final long SEED = Long.getLong("seed", 20_261_123L);

    private final MemoryCatalog catalog = new MemoryCatalog();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T08:00:00Z"));
    private final Random random = new Random(SEED);
    private final List<Effect> effects = new ArrayList<>();
    private Epoch epoch = new Epoch(1, 1);
    private int lastChanges;
    private int lastReads;

    /// Decides and commits. A refusal passes through; then nothing has changed.
    public <R> R run(Command<R> command) {
        CountingView view = new CountingView(catalog.latest());
        Transaction tx = new Transaction(view);
        Context context = new Context(tx, clock.now(), random, epoch, catalog.lastIndex() + 1);
        Decided<R> decided = Decided.by(command, context);
        lastChanges = decided.changes().size();
        lastReads = view.rows();
        effects.addAll(decided.effects());
        if (!decided.changes().isEmpty()) {
            catalog.apply(
                            new ChangeSet(
                                    context.index(),
                                    epoch,
                                    Tables.SCHEMA_VERSION,
                                    context.now(),
                                    decided.changes()))
                    .join();
        }
        return decided.answer();
    }

    /// Expects a refusal; answers an assertion about its message.
    public AbstractThrowableAssert<?, ?> refuses(ErrorCode code, Command<?> command) {
        return Assertions.assertThatThrownBy(() -> run(command))
                .as("seed %d", SEED)
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refusal -> {
                            assertThat(refusal.code()).isEqualTo(code);
                            assertThat(refusal).hasMessageNotContaining("\n");
                        });
    }

    /// What the catalogue holds.
    public CatalogView view() {
        return catalog.latest();
    }

    /// What the catalogue holds, with the index of its last change set. To be closed.
    public Snapshot snapshot() {
        return catalog.snapshot();
    }

    /// The effects since the last call, which are forgotten thereby.
    public List<Effect> takeEffects() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    /// How many rows the last command changed, derived ones included.
    public int lastChanges() {
        return lastChanges;
    }

    /// How many rows the last command read from the catalogue.
    public int lastReads() {
        return lastReads;
    }

    public Instant now() {
        return clock.now();
    }

    public void advance(Duration time) {
        clock.advance(time);
    }

    /// As when the engine was killed and started again: effects are lost, the term grows.
    public void restart() {
        effects.clear();
        epoch = new Epoch(epoch.incarnation(), epoch.term() + 1);
    }

    /// Compares every index and counter with a full scan, and checks what must hold of every row.
    public void checkDerivedRows() {
        assertThat(CatalogCheck.run(catalog.latest(), 20, Progress.NONE).findings())
                .as("seed %d", SEED)
                .isEmpty();
    }
}
