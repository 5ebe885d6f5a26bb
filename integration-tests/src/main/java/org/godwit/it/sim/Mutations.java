package org.godwit.it.sim;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.fleet.AgentWord;
import org.godwit.fleet.ReconcileInventory;
import org.godwit.fleet.ShareLinks;
import org.godwit.lock.Locks;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkMark;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Link;
import org.godwit.model.OrderId;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.registration.RecordScanReport;
import org.godwit.report.Completions;
import org.godwit.transfer.FireTimers;
import org.godwit.transfer.RecordOutcomes;

/// Puts bugs into the decisions of a simulated engine, around the true ones.
final class Mutations {
    private Mutations() {}

    /// The command, or what the bug makes of it.
    static <R> Command<R> of(Mutant mutant, Command<R> command) {
        return switch (mutant) {
            case ENGINE_TAKES_ANY_ATTEMPT -> takingAnyAttempt(command);
            case ENGINE_COUNTS_TWICE -> countingTwice(command);
            case ENGINE_LOSES_COUNTERS -> losingCounters(command);
            case ENGINE_KEEPS_LOST_ORDERS -> keepingLostOrders(command);
            case ENGINE_NEVER_RETRIES -> neverRetrying(command);
            case ENGINE_BELIEVES_FAILURES -> believingFailures(command);
            case ENGINE_IS_CONTENT_EARLY -> contentEarly(command);
            case ENGINE_TAKES_ANY_PART -> takingAnyPart(command);
            case ENGINE_TRUSTS_UNCONFIRMED -> trustingUnconfirmed(command);
            case ENGINE_IGNORES_LIMITS, ENGINE_MOVES_TOO_EARLY, ENGINE_FORGIVES_BAD ->
                    HoldingMutations.of(mutant, command);
            case ENGINE_DELETES_LAST_COPIES,
                    ENGINE_TAKES_BACK_ORDERED,
                    ENGINE_ASKS_NO_WITNESS,
                    ENGINE_TAKES_ANY_GENERATION,
                    ENGINE_DELETES_UNPERMITTED ->
                    DeletionMutations.of(mutant, command);
            case AGENT_DELETES_OUT_OF_TURN,
                    ENGINE_RESTORES_INCARNATION,
                    AGENT_CONFIRMS_BEFORE_RENAME,
                    AGENT_CLEARS_TRASH_EARLY,
                    AGENT_TRUSTS_ANYBODY,
                    AGENT_IGNORES_LEASES,
                    AGENT_FORGETS_EPOCH,
                    AGENT_SKIPS_NAME_SYNC,
                    AGENT_OVERWRITES,
                    ENGINE_MISSES_TOPOLOGY,
                    ENGINE_TRUSTS_ANYBODY,
                    AGENT_OBEYS_OLD_EPOCH,
                    AGENT_SKIPS_CHECKSUM,
                    AGENT_NAMES_BEFORE_SYNC,
                    AGENT_ADOPTS_ANYTHING,
                    ENGINE_ANSWERS_BEFORE_SYNC,
                    ENGINE_IGNORES_INVENTORIES ->
                    command;
        };
    }

    private static <R> Command<R> takingAnyAttempt(Command<R> command) {
        return context ->
                command instanceof RecordOutcomes(FromAgent.Outcomes message)
                        ? answer(
                                new RecordOutcomes(aboutPresentAttempts(context, message))
                                        .decide(context))
                        : command.decide(context);
    }

    private static FromAgent.Outcomes aboutPresentAttempts(
            Context context, FromAgent.Outcomes message) {
        return new FromAgent.Outcomes(
                message.agent(),
                context.tx().get(Tables.AGENTS, message.agent()).orElseThrow().incarnation(),
                message.completed().stream()
                        .map(outcome ->
                                new TransferOutcome.Completed(
                                        present(context, outcome.order()),
                                        outcome.millis(),
                                        outcome.bytes(),
                                        outcome.adler32(),
                                        outcome.bytesMoved(),
                                        outcome.adopted(),
                                        outcome.limitedBy()))
                        .toList(),
                message.failed().stream()
                        .map(outcome ->
                                new TransferOutcome.Failed(
                                        present(context, outcome.order()),
                                        outcome.millis(),
                                        outcome.failure(),
                                        outcome.reason(),
                                        outcome.bytesDone(),
                                        outcome.limitedBy()))
                        .toList());
    }

    private static OrderId present(Context context, OrderId order) {
        return context.tx()
                .get(Tables.REQUESTS, new ReplicaKey(order.did(), order.rse()))
                .map(request ->
                        new OrderId(
                                order.did(), order.rse(), request.generation(), request.attempt()))
                .orElse(order);
    }

    private static <R> Command<R> countingTwice(Command<R> command) {
        return context -> {
            R answer = command.decide(context);
            if (command instanceof RecordOutcomes(FromAgent.Outcomes message)
                    && answer.equals(0)
                    && !message.completed().isEmpty()) {
                Completions.add(context, new Link(1, 2), "again", message.completed().getFirst());
            }
            return answer;
        };
    }

    /// Takes 1 from a counter at every hundredth change set.
    private static <R> Command<R> losingCounters(Command<R> command) {
        return context -> {
            R answer = command.decide(context);
            if (context.index() % 100 == 0) {
                firstCounter(context)
                        .ifPresent(row ->
                                context.tx()
                                        .put(
                                                Tables.COUNTERS,
                                                row.getKey(),
                                                row.getValue().plus(new Count(-1, 0))));
            }
            return answer;
        };
    }

    private static Optional<Map.Entry<CounterKey, Count>> firstCounter(Context context) {
        try (Cursor<CounterKey, Count> rows = context.tx().scanAll(Tables.COUNTERS)) {
            return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
        }
    }

    private static <R> Command<R> believingFailures(Command<R> command) {
        return context -> {
            R answer = command.decide(context);
            if (command instanceof RecordOutcomes(FromAgent.Outcomes message)
                    && answer.equals(message.failed().size())) {
                for (TransferOutcome.Failed outcome : message.failed()) {
                    ReplicaKey key = new ReplicaKey(outcome.order().did(), outcome.order().rse());
                    context.tx()
                            .get(Tables.REPLICAS, key)
                            .ifPresent(row ->
                                    context.tx()
                                            .put(
                                                    Tables.REPLICAS,
                                                    key,
                                                    row.withState(ReplicaState.AVAILABLE)));
                }
            }
            return answer;
        };
    }

    private static <R> Command<R> contentEarly(Command<R> command) {
        return context -> {
            R answer = command.decide(context);
            if (command instanceof RecordOutcomes(FromAgent.Outcomes message)) {
                for (TransferOutcome.Completed outcome : message.completed()) {
                    OrderId order = outcome.order();
                    Locks.on(context.tx(), order.did(), order.rse())
                            .forEach(lock -> callOk(context, lock.getKey().rule()));
                }
            }
            return answer;
        };
    }

    private static void callOk(Context context, RuleId rule) {
        RuleRow row = context.tx().get(Tables.RULES, rule).orElseThrow();
        context.tx()
                .put(
                        Tables.RULES,
                        rule,
                        row.withState(RuleState.OK, Optional.empty(), context.now()));
    }

    private static <R> Command<R> takingAnyPart(Command<R> command) {
        return context ->
                command instanceof RecordScanReport(FromAgent.ScanReport part)
                        ? answer(new RecordScanReport(asNext(context, part)).decide(context))
                        : command.decide(context);
    }

    private static FromAgent.ScanReport asNext(Context context, FromAgent.ScanReport part) {
        long next =
                context.tx()
                        .get(Tables.SCANS, Long.valueOf(part.scan()))
                        .map(ScanRow::seen)
                        .orElse(part.first());
        return new FromAgent.ScanReport(
                part.agent(),
                part.incarnation(),
                part.scan(),
                part.sequence(),
                next,
                part.files(),
                part.problems(),
                part.finished());
    }

    private static <R> Command<R> keepingLostOrders(Command<R> command) {
        return context -> {
            if (!(command instanceof ReconcileInventory inventory)) {
                return command.decide(context);
            }
            Map<ReplicaKey, RequestRow> lost = new TreeMap<>();
            try (Cursor<ReplicaKey, RequestRow> rows = context.tx().scanAll(Tables.REQUESTS)) {
                while (rows.hasNext()) {
                    Map.Entry<ReplicaKey, RequestRow> row = rows.next();
                    boolean held = row.getValue().agent().equals(Optional.of(inventory.agent()));
                    if (held && row.getValue().agentIncarnation() != inventory.incarnation()) {
                        lost.put(row.getKey(), row.getValue());
                    }
                }
            }
            R answer = command.decide(context);
            lost.forEach((key, row) -> context.tx().put(Tables.REQUESTS, key, row));
            return answer;
        };
    }

    private static <R> Command<R> trustingUnconfirmed(Command<R> command) {
        return context -> {
            if (!(command instanceof ShareLinks(Map<String, AgentWord> words, boolean renew, _))) {
                return command.decide(context);
            }
            Map<String, AgentWord> trusted = new TreeMap<>();
            words.forEach((agent, word) ->
                    trusted.put(
                            agent,
                            new AgentWord(
                                    word.incarnation(),
                                    word.alive(),
                                    word.lapsed(),
                                    Optional.of(new LinkMark(context.epoch(), Long.MAX_VALUE)),
                                    word.peaks())));
            return answer(new ShareLinks(trusted, renew).decide(context));
        };
    }

    private static <R> Command<R> neverRetrying(Command<R> command) {
        return context ->
                command instanceof FireTimers ? answer(Optional.empty()) : command.decide(context);
    }

    /// An answer of the kind of command at hand.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <R> R answer(Object answer) {
        return (R) answer;
    }
}
