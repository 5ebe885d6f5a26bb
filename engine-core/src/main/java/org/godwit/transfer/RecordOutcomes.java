package org.godwit.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.Locks;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Adler32;
import org.godwit.model.Digest;
import org.godwit.model.FailureClass;
import org.godwit.model.Link;
import org.godwit.model.LockState;
import org.godwit.model.OrderId;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.report.Completions;

/// Takes in how orders ended. An outcome counts only if the very attempt it is about is under way
/// with the agent and incarnation that report it; any other is answered by a receipt and changes
/// nothing, so outcomes may come twice, late or out of order.
///
/// @param message whose signature, sender and incarnation have been checked
public record RecordOutcomes(FromAgent.Outcomes message) implements Command<Integer> {
    /// Attempts kept per request, for people to read.
    private static final int ATTEMPTS_KEPT = 20;

    /// Answers how many outcomes counted.
    @Override
    public Integer decide(Context context) {
        List<OrderId> receipts = new ArrayList<>();
        Set<Link> links = new HashSet<>();
        int counted = 0;
        for (TransferOutcome.Completed outcome : message.completed()) {
            receipts.add(outcome.order());
            Optional<RequestRow> request = held(context, outcome.order());
            if (request.isPresent()) {
                completed(context, request.get(), outcome);
                links.add(link(request.get()));
                counted++;
            }
        }
        for (TransferOutcome.Failed outcome : message.failed()) {
            receipts.add(outcome.order());
            Optional<RequestRow> request = held(context, outcome.order());
            if (request.isPresent()) {
                failed(context, request.get(), outcome);
                links.add(link(request.get()));
                counted++;
            }
        }
        leaveLinks(context, links);
        context.effect(
                new Effect.Tell(
                        new ToAgent.Receipt(
                                context.epoch(),
                                message.agent(),
                                message.incarnation(),
                                receipts,
                                List.of())));
        return counted;
    }

    /// Says so where the agent has had a share of a link's cap and has nothing left to do there,
    /// nor will have soon: others can use it.
    private void leaveLinks(Context context, Set<Link> links) {
        Optional<AgentRow> agent = context.tx().get(Tables.AGENTS, message.agent());
        boolean leaves =
                agent.isPresent()
                        && links.stream()
                                .map(link -> new LinkKey(link.source(), link.destination()))
                                .anyMatch(link -> leaves(context.tx(), link, agent.get()));
        if (leaves) {
            context.effect(new Effect.SharesChanged());
        }
    }

    private static boolean leaves(CatalogView view, LinkKey link, AgentRow agent) {
        return LinkLeases.hasShare(view, link, agent)
                && !AgentLoad.isAny(view, link, agent.name())
                && LinkLoad.of(view, link, RequestState.QUEUED).items() == 0;
    }

    /// The request that an outcome is about, if the reporter holds its present attempt.
    private Optional<RequestRow> held(Context context, OrderId order) {
        ReplicaKey key = new ReplicaKey(order.did(), order.rse());
        return context.tx()
                .get(Tables.REQUESTS, key)
                .filter(request -> request.state() == RequestState.SUBMITTED)
                .filter(request -> Requests.orderId(key, request).equals(order))
                .filter(request -> request.agent().equals(Optional.of(message.agent())))
                .filter(request -> request.agentIncarnation() == message.incarnation());
    }

    private void completed(Context context, RequestRow request, TransferOutcome.Completed outcome) {
        ReplicaKey key = new ReplicaKey(outcome.order().did(), outcome.order().rse());
        DidRow file = Requests.file(context, key.did());
        if (outcome.bytes() != file.bytes() || outcome.adler32().value() != file.adler32()) {
            // The agent has checked this already; never believe one side alone.
            failed(
                    context,
                    request,
                    new TransferOutcome.Failed(
                            outcome.order(),
                            outcome.millis(),
                            FailureClass.INTEGRITY,
                            "agent "
                                    + message.agent()
                                    + " reports "
                                    + outcome.bytes()
                                    + " bytes with Adler-32 "
                                    + outcome.adler32()
                                    + ", the catalogue says "
                                    + file.bytes()
                                    + " bytes with "
                                    + new Adler32(file.adler32()),
                            outcome.bytesMoved(),
                            outcome.limitedBy()));
            return;
        }
        Optional<Digest> wrong = Digests.wrong(file, outcome.digests());
        if (wrong.isPresent()) {
            failed(context, request, contradicted(file, outcome, wrong.get()));
            return;
        }
        context.tx().put(Tables.DIDS, key.did(), Digests.with(file, outcome.digests()));
        attempt(
                context,
                outcome.order(),
                request,
                new AttemptRow(
                        request.source(),
                        message.agent(),
                        context.now(),
                        outcome.millis(),
                        outcome.bytesMoved(),
                        Optional.empty(),
                        outcome.adopted() ? "an equal file already lay there" : "",
                        outcome.limitedBy()));
        Completions.add(context, link(request), request.activity(), outcome);
        ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
        context.tx().put(Tables.REPLICAS, key, replica.withState(ReplicaState.AVAILABLE));
        context.tx().delete(Tables.REQUESTS, key);
        Accesses.read(context, key.did(), request.source());
        TransferEvents.done(context, key, request);
        Requests.becameAvailable(context, key.did(), key.rse());
        context.effect(new Effect.LinkReady(link(request)));
    }

    /// The content is not that which had this digest before, though size and Adler-32 are equal.
    private TransferOutcome.Failed contradicted(
            DidRow file, TransferOutcome.Completed outcome, Digest wrong) {
        return new TransferOutcome.Failed(
                outcome.order(),
                outcome.millis(),
                FailureClass.INTEGRITY,
                "agent "
                        + message.agent()
                        + " reports "
                        + Digest.word(wrong.algorithm())
                        + " "
                        + wrong.hex()
                        + ", known of the file is "
                        + file.digests().get(wrong.algorithm())
                        + ": find out which content is right",
                outcome.bytesMoved(),
                outcome.limitedBy());
    }

    private void failed(Context context, RequestRow request, TransferOutcome.Failed outcome) {
        ReplicaKey key = new ReplicaKey(outcome.order().did(), outcome.order().rse());
        attempt(
                context,
                outcome.order(),
                request,
                new AttemptRow(
                        request.source(),
                        message.agent(),
                        context.now(),
                        outcome.millis(),
                        outcome.bytesDone(),
                        Optional.of(outcome.failure()),
                        outcome.reason(),
                        outcome.limitedBy()));
        Completions.addFailure(context, link(request), request.activity(), outcome);
        if (outcome.failure() == FailureClass.INTEGRITY) {
            BadReplicas.suspect(
                    context,
                    new ReplicaKey(key.did(), request.source()),
                    outcome.reason(),
                    request.account());
        }
        Duration delay =
                RetryPolicy.delay(outcome.failure(), request.failures() + 1, context.random());
        Instant due = context.now().plus(delay);
        RequestRow waiting = request.failed(outcome.failure(), outcome.reason(), due);
        context.tx().put(Tables.REQUESTS, key, waiting);
        TransferEvents.failed(context, key, request, outcome.failure(), outcome.reason());
        if (waiting.failures() >= RetryPolicy.STUCK_AFTER) {
            List<LockKey> _ =
                    Locks.setAll(
                            context,
                            key.did(),
                            key.rse(),
                            LockState.STUCK,
                            Optional.of(outcome.reason()));
        }
        NearerCopy.release(context, key);
        if (waiting.failures() >= RetryPolicy.ELSEWHERE_AFTER
                && RetryPolicy.isOfDestination(outcome.failure())) {
            context.effect(new Effect.NotTaken(key));
        }
        context.effect(new Effect.Due(due));
        context.effect(new Effect.LinkReady(link(request)));
    }

    private static void attempt(
            Context context, OrderId order, RequestRow request, AttemptRow row) {
        int number = request.attempt();
        context.tx().put(Tables.ATTEMPTS, attemptKey(order, number), row);
        context.tx().delete(Tables.ATTEMPTS, attemptKey(order, number - ATTEMPTS_KEPT));
    }

    private static AttemptKey attemptKey(OrderId order, int attempt) {
        return new AttemptKey(order.did(), order.rse(), order.generation(), attempt);
    }

    private static Link link(RequestRow request) {
        return new Link(request.sourceSite(), request.destinationSite());
    }
}
