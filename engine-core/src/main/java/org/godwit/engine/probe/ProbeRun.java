package org.godwit.engine.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.message.DiskRates;
import org.godwit.message.FromAgent;
import org.godwit.message.ProbeSample;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;

/// One probe under way. Messages may be lost, both ways: what is not answered is said again, and
/// what is not answered for too long has failed. Guarded by the lock of [Probes].
final class ProbeRun {
    static final Duration SAY_AGAIN_AFTER = Duration.ofSeconds(3);

    /// Without any word of the destination's agent.
    static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    /// A storage may hang.
    static final Duration DISKS_MAX = Duration.ofSeconds(60);

    /// An agent that takes part.
    record Party(String agent, long incarnation) {}

    private final String id;
    private final ProbeRequest request;
    private final ToAgent.Probe order;
    private final LinkShareKey share;
    private final Probes.Port port;
    private ProbeState state = ProbeState.STARTING;
    private String reason = "";
    private List<ProbeSample> samples = List.of();
    private long damagedBlocks;
    private Optional<List<DiskRates>> sourceDisks = Optional.empty();
    private Optional<List<DiskRates>> destinationDisks = Optional.empty();
    private long heardNanos;
    private long saidNanos;
    private long stateSinceNanos;

    ProbeRun(
            String id,
            ProbeRequest request,
            LinkShareKey share,
            ToAgent.Probe order,
            Probes.Port port,
            long nowNanos) {
        this.id = id;
        this.request = request;
        this.order = order;
        this.share = share;
        this.port = port;
        this.heardNanos = nowNanos;
        this.stateSinceNanos = nowNanos;
        this.saidNanos = nowNanos;
    }

    void begin() {
        port.tell(order);
    }

    /// Whose share of the link's cap it uses.
    LinkShareKey share() {
        return share;
    }

    boolean isMoving() {
        return state == ProbeState.STARTING || state == ProbeState.MOVING;
    }

    Party destination() {
        return new Party(order.agent(), order.incarnation());
    }

    Party source() {
        return new Party(order.source().agent(), order.source().incarnation());
    }

    long number() {
        return order.number();
    }

    ProbeState state() {
        return state;
    }

    /// Since when it is in its state.
    long stateSinceNanos() {
        return stateSinceNanos;
    }

    void take(FromAgent.ProbeReport report, long nowNanos) {
        boolean mine =
                destination().equals(new Party(report.agent(), report.incarnation()))
                        && report.samples().size() <= ToAgent.Probe.SECONDS_MAX + 1;
        if (!isMoving() || !mine || report.samples().size() < samples.size()) {
            return;
        }
        heardNanos = nowNanos;
        samples = report.samples();
        damagedBlocks = report.damagedBlocks();
        if (!report.failure().isEmpty()) {
            fail(report.failure(), nowNanos);
        } else if (!report.finished()) {
            enter(ProbeState.MOVING, nowNanos);
        } else if (request.disks()) {
            enter(ProbeState.DISKS, nowNanos);
            askForDisks(nowNanos);
        } else {
            enter(ProbeState.DONE, nowNanos);
        }
    }

    void take(FromAgent.DiskReport report, long nowNanos) {
        Party sender = new Party(report.agent(), report.incarnation());
        if (state != ProbeState.DISKS) {
            return;
        }
        if (sender.equals(source())) {
            sourceDisks = Optional.of(report.disks());
        }
        if (sender.equals(destination())) {
            destinationDisks = Optional.of(report.disks());
        }
        if (sourceDisks.isPresent() && destinationDisks.isPresent()) {
            enter(ProbeState.DONE, nowNanos);
        }
    }

    private void enter(ProbeState next, long nowNanos) {
        if (state == next) {
            return;
        }
        boolean moved = isMoving();
        state = next;
        stateSinceNanos = nowNanos;
        if (moved && !isMoving()) {
            port.measuringChanged();
        }
    }

    private void fail(String why, long nowNanos) {
        reason = why;
        enter(ProbeState.FAILED, nowNanos);
    }

    void cancel(long nowNanos) {
        if (!state.isFinal()) {
            port.tell(
                    new ToAgent.EndProbe(
                            order.epoch(), order.agent(), order.incarnation(), order.number()));
            fail("cancelled", nowNanos);
        }
    }

    /// Says again what was not answered, and gives up what was not answered for too long.
    void look(long nowNanos) {
        switch (state) {
            case STARTING, MOVING -> lookAtMoving(nowNanos);
            case DISKS -> lookAtDisks(nowNanos);
            case DONE, FAILED -> {}
        }
    }

    private void lookAtMoving(long nowNanos) {
        if (nowNanos - heardNanos > ANSWER_MAX.toNanos()) {
            fail(
                    "agent %s says nothing: look at its log, and at `godwit agent list`"
                            .formatted(order.agent()),
                    nowNanos);
            return;
        }
        boolean overdue =
                nowNanos - stateSinceNanos
                        > Duration.ofSeconds(order.seconds()).plus(ANSWER_MAX).toNanos();
        if (state == ProbeState.MOVING && overdue) {
            fail("agent %s does not come to an end".formatted(order.agent()), nowNanos);
            return;
        }
        long silence = nowNanos - Math.max(heardNanos, saidNanos);
        if (silence > SAY_AGAIN_AFTER.toNanos()) {
            saidNanos = nowNanos;
            port.tell(order);
        }
    }

    private void lookAtDisks(long nowNanos) {
        if (nowNanos - stateSinceNanos > DISKS_MAX.toNanos()) {
            List<String> silent = new ArrayList<>();
            if (sourceDisks.isEmpty()) {
                silent.add(order.source().agent());
            }
            if (destinationDisks.isEmpty()) {
                silent.add(order.agent());
            }
            reason = "no answer about the disks of " + String.join(" and ", silent);
            enter(ProbeState.DONE, nowNanos);
        } else if (nowNanos - saidNanos > SAY_AGAIN_AFTER.toNanos()) {
            askForDisks(nowNanos);
        }
    }

    private void askForDisks(long nowNanos) {
        saidNanos = nowNanos;
        Epoch epoch = order.epoch();
        if (sourceDisks.isEmpty()) {
            port.tell(
                    new ToAgent.ProbeDisks(
                            epoch, source().agent(), source().incarnation(), order.number()));
        }
        if (destinationDisks.isEmpty()) {
            port.tell(
                    new ToAgent.ProbeDisks(
                            epoch, order.agent(), order.incarnation(), order.number()));
        }
    }

    Probe snapshot() {
        return new Probe(
                id,
                request,
                order.source().agent(),
                order.agent(),
                order.bytesPerSecondMax(),
                state,
                reason,
                samples,
                damagedBlocks,
                sourceDisks.orElse(List.of()),
                destinationDisks.orElse(List.of()));
    }
}
