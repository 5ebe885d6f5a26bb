package org.godwit.it.sim;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.godwit.decision.Command;
import org.godwit.message.TransferOrder;

/// Everything there is in one schedule, for its parts to find each other. Confined to one thread.
final class World {
    private final SimOptions options;
    private final Optional<Mutant> mutant;
    private final SimClock clock = new SimClock();
    private final Timeline timeline = new Timeline(clock);
    private final Trace trace;
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<String, SimDisk> disks = new TreeMap<>();
    private final Map<String, SimAgent> agents = new TreeMap<>();
    private final Set<String> linksCut = new HashSet<>();
    private final Truth truth = new Truth();
    private final Checker checker;
    private final Post post;
    private final Forger forger;
    private final SimEngines engines;
    private boolean calm = true;

    /// @param mutant a bug to put in
    World(SimOptions options, Optional<Mutant> mutant, Trace.Maker traceMaker) {
        this.options = options;
        this.mutant = mutant;
        this.trace = traceMaker.make(clock);
        this.checker = new Checker(this);
        this.post = new Post(this);
        this.forger = new Forger(this);
        this.engines = new SimEngines(this);
    }

    SimOptions options() {
        return options;
    }

    SimClock clock() {
        return clock;
    }

    Timeline timeline() {
        return timeline;
    }

    Trace trace() {
        return trace;
    }

    Truth truth() {
        return truth;
    }

    Checker checker() {
        return checker;
    }

    Post post() {
        return post;
    }

    Forger forger() {
        return forger;
    }

    SimEngines engines() {
        return engines;
    }

    /// Adds an agent at a site and the disks of its RSEs.
    void add(String name, String site, List<String> rses) {
        rses.forEach(rse ->
                disks.put(
                        rse,
                        new SimDisk(
                                (path, content) -> checker.visible(rse, path, content),
                                (path, content) -> {
                                    throw new Violation(
                                            "S6", rse + " lost " + content + " at " + path);
                                })));
        agents.put(name, new SimAgent(this, name, site, rses));
    }

    SimDisk disk(String rse) {
        return find(disks, rse);
    }

    SimAgent agent(String name) {
        return find(agents, name);
    }

    private static <T> T find(Map<String, T> things, String name) {
        T thing = things.get(name);
        if (thing == null) {
            throw new IllegalStateException("there is no " + name);
        }
        return thing;
    }

    List<String> agentNames() {
        return List.copyOf(agents.keySet());
    }

    List<String> rseNames() {
        return List.copyOf(disks.keySet());
    }

    /// The orders that an agent carries out now.
    List<TransferOrder> ordersUnderWay(String agent) {
        return agent(agent).book().running();
    }

    /// Whether nothing may go wrong now: before the day, and after it.
    boolean isCalm() {
        return calm;
    }

    void setCalm(boolean now) {
        calm = now;
    }

    /// Whether a kind of fault may happen now.
    boolean mayNow(Fault fault) {
        return !calm && options.has(fault);
    }

    boolean isLinkCut(String source, String destination) {
        return linksCut.contains(source + ">" + destination);
    }

    void cutLink(String source, String destination, boolean cut) {
        String link = source + ">" + destination;
        if (cut) {
            linksCut.add(link);
        } else {
            linksCut.remove(link);
        }
    }

    /// Counts a fault that has happened.
    void count(Fault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    /// Whether a kind of fault has happened so far.
    boolean happened(Fault fault) {
        return faults.containsKey(fault);
    }

    Map<Fault, Long> faults() {
        return faults;
    }

    boolean has(Mutant bug) {
        return mutant.filter(bug::equals).isPresent();
    }

    /// The command, or what a bug makes of it.
    <R> Command<R> mutated(Command<R> command) {
        return mutant.isPresent() ? Mutations.of(mutant.get(), command) : command;
    }
}
