package org.godwit.api.access;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Repeat;
import org.godwit.catalog.Snapshot;
import org.godwit.decision.Command;
import org.godwit.engine.CatalogChecks;
import org.godwit.engine.Engine;
import org.godwit.engine.probe.Probe;
import org.godwit.engine.probe.ProbeRequest;
import org.godwit.engine.probe.Probes;
import org.godwit.fleet.Fleet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine as the API sees it: whoever wants to change something shows a permit. Methods block;
/// call them from virtual threads. Thread-safe.
public final class Backend {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    private final Engine engine;

    public Backend(Engine engine) {
        this.engine = engine;
    }

    /// Decides a command; returns once it is durable.
    public <R> R decide(Permit permit, Command<R> command) {
        LOG.debug("{}: {}", permit, command.getClass().getSimpleName());
        return engine.call(command);
    }

    /// Decides a command and makes the answer of a call from what it answers; a call that is sent
    /// again under its Idempotency-Key gets the answer of the first.
    public <R> Answer answer(
            Call call, Permit permit, Command<R> command, Function<R, Answer.Json> answer) {
        Optional<Repeat> repeat = call.repeat();
        if (repeat.isEmpty()) {
            return answer.apply(decide(permit, command));
        }
        return decide(
                permit,
                new Once<>(
                        call.caller().accountId(),
                        repeat.get().key(),
                        repeat.get().request(),
                        command,
                        answer));
    }

    /// Has a command decided; the answer is there once it is durable.
    public <R> CompletableFuture<R> submit(Permit permit, Command<R> command) {
        LOG.debug("{}: {}", permit, command.getClass().getSimpleName());
        return engine.submit(command);
    }

    /// What a command would answer now; nothing is changed.
    public <R> R rehearse(Command<R> command) {
        return engine.rehearse(command);
    }

    /// Reads without waiting for what was read to be durable: for what nobody is told, or only with
    /// the answer to a later read or command, which waits.
    public <R> R look(Function<Snapshot, R> query) {
        return engine.look(query);
    }

    /// Reads; returns once what was read is durable.
    public <R> R read(Function<Snapshot, R> query) {
        return engine.read(query);
    }

    /// A durable snapshot for reading at length. The caller closes it.
    public Snapshot snapshot() {
        return engine.snapshot();
    }

    /// What is known of the agents now.
    public Fleet fleet() {
        return engine.fleet();
    }

    /// Begins to measure a link.
    public Probe probe(Permit permit, ProbeRequest request) {
        LOG.debug("{}: {}", permit, request);
        return engine.read(view -> engine.probes().start(view, request));
    }

    /// Measurements of links that are under way or ended lately.
    public Probes probes() {
        return engine.probes();
    }

    /// Begins to check the catalogue.
    public CatalogChecks.State check(Permit permit) {
        LOG.debug("{}: check of the catalogue", permit);
        return engine.checks().start();
    }

    /// How the last check of the catalogue is.
    public CatalogChecks.State lastCheck() {
        return engine.checks().look();
    }

    /// The engine's epoch, as text.
    public String epoch() {
        return engine.epoch().toString();
    }
}
