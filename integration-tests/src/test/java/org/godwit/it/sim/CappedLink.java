package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.godwit.decision.Command;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.RseType;
import org.godwit.namespace.Initialise;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.AddRule;
import org.godwit.rule.RuleSpec;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.godwit.topology.SetLink;
import org.godwit.topology.StoragePath;
import org.jspecify.annotations.Nullable;

/// A schedule about one link under a cap: several agents at its end get work and run out of it all
/// the time, while engine and agents die, and the post loses, doubles, delays, replays, forges and
/// cuts. The sum of what the agents believe to have is looked at after every event. Every RSE has
/// files of its own: the second copy of a file at a site would wait for the first.
final class CappedLink {
    static final long CAP = 250_000_000;

    private static final int AGENTS = 5;
    private static final int FILES = 1_500;
    private static final int FILES_IN_THE_CALM = 40;
    private static final Duration HOURS = Duration.ofHours(6);
    private static final Set<Fault> FAULTS =
            EnumSet.of(
                    Fault.ENGINE_CRASH,
                    Fault.CLOCK_WRONG,
                    Fault.AGENT_CRASH,
                    Fault.MESSAGE_LOST,
                    Fault.MESSAGE_TWICE,
                    Fault.MESSAGE_LATE,
                    Fault.MESSAGE_REPLAYED,
                    Fault.MESSAGE_FORGED,
                    Fault.MESSAGE_GARBLED,
                    Fault.POST_CUT);

    private final World world;
    private final Chance chance;
    private int files;
    private long highest;
    private long shared;

    private CappedLink(long seed, Optional<Mutant> mutant, @Nullable Consumer<String> listener) {
        SimOptions options =
                new SimOptions(
                        seed,
                        2,
                        FILES,
                        Duration.ofSeconds(8),
                        Duration.ofMillis(20),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(6),
                        0.1,
                        1_000,
                        seed % 4 == 0,
                        false,
                        false,
                        FAULTS);
        this.world = new World(options, mutant, clock -> new Trace(clock, false, listener));
        this.chance = Chance.of(seed, "capped-link");
    }

    /// What a schedule found.
    ///
    /// @param highest sum of shares seen
    /// @param shared events after which three agents or more had a share
    /// @param spread Jain's index over the agents in the calm at the end, when all have work
    /// @param used part of the cap that they have together then
    record Result(
            Optional<String> violation, long highest, long shared, double spread, double used) {}

    static Result run(long seed, Optional<Mutant> mutant) {
        return run(seed, mutant, null);
    }

    static Result run(long seed, Optional<Mutant> mutant, @Nullable Consumer<String> listener) {
        CappedLink link = new CappedLink(seed, mutant, listener);
        try {
            return link.run();
        } catch (Violation violation) {
            return new Result(
                    Optional.of(String.valueOf(violation.getMessage())), link.highest, 0, 0, 0);
        }
    }

    private Result run() {
        world.engines().start();
        world.add("agent-UK", "UK", List.of("UK-DISK"));
        for (int i = 0; i < AGENTS; i++) {
            world.add("agent-FR-" + i, "FR", List.of("FR-" + i));
        }
        pass(Duration.ofMinutes(1));
        grid().forEach(this::order);
        pass(Duration.ofMinutes(2));
        world.agentNames().forEach(name -> world.agent(name).start());
        Faults faults = new Faults(world);
        pass(Duration.ofMinutes(4));
        world.setCalm(false);
        work();
        faults.begin();
        pass(HOURS);
        world.setCalm(true);
        faults.end();
        pass(HOURS.plusMinutes(15));
        return calm();
    }

    /// All agents get work for some minutes.
    private Result calm() {
        for (int i = 0; i < AGENTS * FILES_IN_THE_CALM; i++) {
            order(rule(register(), "FR-" + i % AGENTS));
        }
        double spread = 0;
        double used = 0;
        for (int second = 1; second <= 60; second++) {
            pass(HOURS.plusMinutes(15).plusSeconds(second));
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < AGENTS; i++) {
                double rate = world.agent("agent-FR-" + i).rate("UK");
                sum += rate;
                squares += rate * rate;
            }
            spread = Math.max(spread, sum * sum / (AGENTS * squares));
            used = Math.max(used, sum / CAP);
        }
        return new Result(Optional.empty(), highest, shared, spread, used);
    }

    private static List<Command<?>> grid() {
        List<Command<?>> grid = new ArrayList<>();
        grid.add(new Initialise(List.of("admin"), List.of(Users.SCOPE)));
        grid.add(new AddSite("UK", "GB"));
        grid.add(new AddSite("FR", "FR"));
        grid.add(new AddRse("UK-DISK", "UK", RseType.DISK, true, Map.of()));
        for (int i = 0; i < AGENTS; i++) {
            grid.add(new AddRse("FR-" + i, "FR", RseType.DISK, true, Map.of()));
        }
        grid.add(
                new SetLink(
                        "UK",
                        "FR",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(CAP),
                        Optional.empty(),
                        Optional.empty()));
        return grid;
    }

    private void work() {
        world.timeline()
                .in(
                        chance.about(world.options().operationsEvery()),
                        () -> {
                            if (!world.isCalm() && files < FILES) {
                                order(rule(register(), "FR-" + chance.between(0, AGENTS - 1)));
                                work();
                            }
                        });
    }

    private String register() {
        String name = "f" + files;
        files++;
        Content content =
                new Content(
                        chance.between(1L, 50_000_000L),
                        new Adler32(chance.between(1, Integer.MAX_VALUE - 1)));
        String path = StoragePath.hash(new Did(Users.SCOPE, name));
        world.truth().belongs(path, content);
        world.disk("UK-DISK").place(path, content);
        order(
                new AddReplicas(
                        "UK-DISK",
                        List.of(
                                new NewReplica(
                                        new Did(Users.SCOPE, name),
                                        content.bytes(),
                                        content.adler32(),
                                        Optional.empty())),
                        "root"));
        return name;
    }

    private static Command<?> rule(String file, String rse) {
        return new AddRule(
                List.of(new Did(Users.SCOPE, file)), List.of(RuleSpec.of(1, rse)), "root");
    }

    /// Asks the engine, if there is one; it may refuse, as where a rule is there already.
    private void order(Command<?> command) {
        @Nullable SimEngine engine = world.engines().serving();
        if (engine != null) {
            var _ = engine.submit(command);
        }
    }

    private void pass(Duration until) {
        world.timeline().runUntil(until, this::afterEvent);
    }

    private void afterEvent() {
        world.checker().afterEvent();
        long sum = 0;
        int having = 0;
        for (String name : world.agentNames()) {
            if (world.agent(name).site().equals("FR")) {
                long rate = world.agent(name).rate("UK");
                sum += rate > 1 ? rate : 0;
                having += rate > 1 ? 1 : 0;
            }
        }
        if (sum > CAP) {
            throw new Violation("S9", "the agents have " + sum + " of " + CAP + " B/s");
        }
        highest = Math.max(highest, sum);
        shared += having >= 3 ? 1 : 0;
    }
}
