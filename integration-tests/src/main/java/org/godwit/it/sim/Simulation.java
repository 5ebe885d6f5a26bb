package org.godwit.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.godwit.decision.Command;
import org.godwit.model.AccountType;
import org.godwit.model.RseType;
import org.godwit.namespace.AddAccount;
import org.godwit.namespace.Initialise;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.godwit.topology.RseAttributes;
import org.godwit.topology.SetLink;
import org.jspecify.annotations.Nullable;

/// One schedule: a grid is set up, a day passes in which things go wrong, then calm hours, and at
/// the end everything must be as users asked. The seed decides all of it.
public final class Simulation {
    private static final Duration SETTING_UP = Duration.ofMinutes(10);

    /// How long the calm lasts at least; then it is over once all is in order.
    private static final Duration SETTLING = Duration.ofMinutes(90);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(30);

    /// One schedule in so many has all the calm hours.
    private static final int WATCHED_TO_THE_END = 10;

    /// In bytes per second, of the links to the site that has two agents.
    private static final long CAP = 1_000_000;

    private static final List<String> SITES = List.of("FR", "US", "GB", "DE", "JP");

    private final World world;
    private final Users users;
    private final Faults faults;
    private final Trace trace;

    private Simulation(
            SimOptions options,
            Optional<Mutant> mutant,
            boolean hashed,
            @Nullable Consumer<String> listener) {
        Trace[] made = new Trace[1];
        this.world =
                new World(options, mutant, clock -> made[0] = new Trace(clock, hashed, listener));
        this.trace = made[0];
        this.users = new Users(world);
        this.faults = new Faults(world);
    }

    /// Runs a schedule.
    public static ScheduleResult run(long seed) {
        return run(seed, Optional.empty(), false, null);
    }

    /// Runs a schedule and computes the hash of its trace.
    public static ScheduleResult hashed(long seed) {
        return run(seed, Optional.empty(), true, null);
    }

    /// Runs a schedule and shows what happens.
    public static ScheduleResult traced(long seed, Consumer<String> listener) {
        return run(seed, Optional.empty(), true, listener);
    }

    /// Runs a schedule with a bug in it.
    static ScheduleResult mutated(long seed, Mutant mutant) {
        return run(seed, Optional.of(mutant), false, null);
    }

    private static ScheduleResult run(
            long seed,
            Optional<Mutant> mutant,
            boolean hashed,
            @Nullable Consumer<String> listener) {
        SimOptions options = SimOptions.of(seed);
        Simulation simulation = new Simulation(options, mutant, hashed, listener);
        Optional<String> violation = simulation.violation();
        return new ScheduleResult(
                seed,
                options.toString(),
                simulation.world.timeline().done(),
                Map.copyOf(simulation.world.faults()),
                hashed ? OptionalLong.of(simulation.trace.hash()) : OptionalLong.empty(),
                violation);
    }

    private Optional<String> violation() {
        try {
            run();
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(violation.getMessage() + " (" + trace.time() + ")");
        } catch (RuntimeException e) {
            List<String> frames = new ArrayList<>();
            for (StackTraceElement frame : e.getStackTrace()) {
                if (frames.size() < 6 && frame.getClassName().startsWith("org.godwit")) {
                    frames.add(frame.toString());
                }
            }
            return Optional.of(
                    "E " + e + " (" + trace.time() + ") at " + String.join(", ", frames));
        }
    }

    private void run() {
        world.engines().start();
        List<Command<?>> grid = new ArrayList<>();
        grid.add(new Initialise(List.of("admin"), List.of(Users.SCOPE)));
        Users.LIMITED.forEach(name -> grid.add(new AddAccount(name, AccountType.USER, false)));
        for (String site : SITES) {
            List<String> rses =
                    site.equals("FR") ? List.of("FR-DISK", "FR-SCRATCH") : List.of(site + "-DISK");
            for (int i = 0; i < rses.size(); i++) {
                String name = "agent-" + site + (i == 0 ? "" : "-" + (i + 1));
                world.add(name, site, List.of(rses.get(i)));
            }
            grid.add(new AddSite(site, site));
            for (String rse : rses) {
                grid.add(
                        new AddRse(
                                rse,
                                site,
                                RseType.DISK,
                                true,
                                Map.of(
                                        "tier",
                                        tier(rse),
                                        world.options().bySpace()
                                                ? RseAttributes.MIN_FREE_SPACE
                                                : RseAttributes.GREEDY_DELETION,
                                        deletionGoal())));
            }
        }
        for (String source : SITES) {
            for (String destination : SITES) {
                grid.add(
                        new SetLink(
                                source,
                                destination,
                                Optional.of(source.equals(destination) ? 0 : 10),
                                Optional.of(world.options().transfersMax()),
                                destination.equals("FR") ? Optional.of(CAP) : Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
            }
        }
        pass(Duration.ofMinutes(1));
        grid.forEach(this::order);
        pass(Duration.ofMinutes(2));
        world.agentNames().forEach(name -> world.agent(name).start());
        users.prepare();
        pass(SETTING_UP);
        world.setCalm(false);
        users.work();
        faults.begin();
        pass(SETTING_UP.plus(SimOptions.DAY));
        world.setCalm(true);
        faults.end();
        users.liftLimits();
        calmDown();
        world.checker().fullCheck();
        world.checker().promises().check(world.engines().catalog().latest());
        new Liveness(world).check();
    }

    /// Most grids are long in order when the calm hours are over; only some are watched to the end,
    /// to see that they stay so.
    private void calmDown() {
        Duration begin = SETTING_UP.plus(SimOptions.DAY);
        Duration end = begin.plus(SimOptions.CALM);
        boolean toTheEnd = world.options().seed() % WATCHED_TO_THE_END == 0;
        Duration now = begin.plus(toTheEnd ? SimOptions.CALM : SETTLING);
        pass(now);
        while (now.compareTo(end) < 0 && !new Liveness(world).holds()) {
            now = now.plus(LOOK_AGAIN);
            pass(now);
        }
    }

    /// The tier of an RSE but while it is changed.
    static String tier(String rse) {
        return rse.startsWith("FR") || rse.startsWith("US") ? "1" : "2";
    }

    private String deletionGoal() {
        boolean reaping = world.options().reaping();
        return world.options().bySpace()
                ? String.valueOf(reaping ? SimAgent.DISK_BYTES : 0)
                : String.valueOf(reaping);
    }

    private void order(Command<?> command) {
        @Nullable SimEngine engine = world.engines().serving();
        if (engine == null) {
            throw new IllegalStateException("the engine has not started");
        }
        engine.submit(command)
                .exceptionally(failure -> {
                    world.checker()
                            .failed(new IllegalStateException(command + " was refused", failure));
                    return null;
                });
    }

    private void pass(Duration until) {
        world.timeline().runUntil(until, world.checker()::afterEvent);
    }
}
