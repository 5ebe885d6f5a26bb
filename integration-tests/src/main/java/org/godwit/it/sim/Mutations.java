package org.godwit.it.sim;

import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Link;
import org.godwit.model.OrderId;
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
            case ENGINE_NEVER_RETRIES -> neverRetrying(command);
            case AGENT_TRUSTS_ANYBODY,
                    ENGINE_TRUSTS_ANYBODY,
                    AGENT_OBEYS_OLD_EPOCH,
                    AGENT_SKIPS_CHECKSUM,
                    AGENT_NAMES_BEFORE_SYNC,
                    AGENT_ADOPTS_ANYTHING,
                    ENGINE_ANSWERS_BEFORE_SYNC,
                    ENGINE_KEEPS_LOST_ORDERS,
                    ENGINE_IGNORES_INVENTORIES ->
                    command;
        };
    }

    private static <R> Command<R> takingAnyAttempt(Command<R> command) {
        return context ->
                command instanceof RecordOutcomes(FromAgent.Outcomes message)
                        ? answer(
                                command,
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
                                        outcome.adopted()))
                        .toList(),
                message.failed().stream()
                        .map(outcome ->
                                new TransferOutcome.Failed(
                                        present(context, outcome.order()),
                                        outcome.millis(),
                                        outcome.failure(),
                                        outcome.reason(),
                                        outcome.bytesDone()))
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

    private static <R> Command<R> neverRetrying(Command<R> command) {
        return context ->
                command instanceof FireTimers
                        ? answer(command, Optional.empty())
                        : command.decide(context);
    }

    @SuppressWarnings("unchecked") // the answer of the same kind of command
    private static <R> R answer(Command<R> command, Object answer) {
        return (R) answer;
    }
}
