package org.godwit.decision;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.EventRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.model.EventType;

/// What a command may use: the transaction, the time of the decision, randomness, and the place to
/// name effects. Confined to the deciding thread, for one decision.
public final class Context {
    private final Transaction tx;
    private final Instant now;
    private final RandomGenerator random;
    private final Epoch epoch;
    private final long index;
    private final List<Effect> effects = new ArrayList<>();
    private int events;

    /// @param index that the change set will have
    public Context(Transaction tx, Instant now, RandomGenerator random, Epoch epoch, long index) {
        this.tx = tx;
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
        this.random = random;
        this.epoch = epoch;
        this.index = index;
    }

    /// Reads and writes.
    public Transaction tx() {
        return tx;
    }

    /// The time of this decision, in whole milliseconds, as rows keep it.
    public Instant now() {
        return now;
    }

    public RandomGenerator random() {
        return random;
    }

    public Epoch epoch() {
        return epoch;
    }

    /// The index of the change set that this decision becomes: larger than that of every earlier
    /// one, hence good as a generation.
    public long index() {
        return index;
    }

    /// The index of the change set whose state the transaction shows now: this decision's own if it
    /// has changed something so far, else the last one.
    public long revision() {
        return tx.hasChanges() ? index : index - 1;
    }

    /// Names something to do once the changes are durable.
    public void effect(Effect effect) {
        effects.add(effect);
    }

    /// Puts something that happened into the outbox, in the change set of this decision.
    ///
    /// @param facts what it happened to, by names that stay true when the rows are gone
    public void tell(EventType type, Map<String, String> facts) {
        tx.insert(Tables.EVENTS, EventIds.of(index, events++), new EventRow(now, type, facts));
    }

    /// What was named so far.
    public List<Effect> effects() {
        return List.copyOf(effects);
    }

    /// The next numeric id of a sequence, from 1.
    public long nextId(String sequence) {
        long id = tx.get(Tables.SEQUENCES, sequence).orElse(0L) + 1;
        tx.put(Tables.SEQUENCES, sequence, id);
        return id;
    }
}
