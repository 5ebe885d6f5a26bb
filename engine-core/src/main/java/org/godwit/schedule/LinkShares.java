package org.godwit.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Shares of one link's cap among the agents that fetch over it: weighted max-min, step by step.
///
/// What an agent *holds* is the most that it may be taking: what it was granted last, or more while
/// it has not confirmed a decrease. A step never lets what is held by all together exceed the cap:
/// it takes at once, and gives only what nobody holds any more. Deterministic; no clock, no I/O.
public final class LinkShares {
    /// No agent with work gets less than this part of an equal share.
    private static final double FLOOR = 0.05;

    /// How much a share may grow in one step, so that the link is not flooded by what a measurement
    /// of one moment seems to allow. A joining agent gets its fair share at once.
    private static final double GROWTH = 1.2;

    /// Shares are not cut for less than this part of them, since each cut must be confirmed.
    private static final double WORTH_A_CHANGE = 0.01;

    /// Halvings of the interval in which the water level is looked for: more than a double has
    /// bits.
    private static final int HALVINGS = 64;

    private LinkShares() {}

    /// An agent on the link.
    ///
    /// @param works whether it has orders there
    /// @param weight larger gets more; above 0
    /// @param demand the most that it could use now, in bytes per second; absent if that is not
    ///   known to be less than anything it may get
    /// @param granted what it was told last, in bytes per second; `idle` if nothing
    /// @param held the most that it may be taking
    /// @param joining whether it has not had its fair share yet
    public record Holder(
            String agent,
            boolean works,
            double weight,
            OptionalLong demand,
            long granted,
            long held,
            boolean joining) {}

    /// What an agent is granted after a step. `held` never falls below it.
    public record Share(String agent, long granted, long held, boolean joining) {}

    /// What a step leads to.
    ///
    /// @param shares of all holders, in the order of their names
    /// @param waiting whether somebody gets less than it should until others confirm a decrease
    public record Step(List<Share> shares, boolean waiting) {
        public Step {
            shares = List.copyOf(shares);
        }
    }

    /// One step towards the fair shares.
    ///
    /// @param cap in bytes per second
    /// @param idle what an agent without work is told
    public static Step step(long cap, long idle, List<Holder> holders) {
        List<Holder> ordered =
                holders.stream().sorted(Comparator.comparing(Holder::agent)).toList();
        Map<String, Long> targets = targets(cap, ordered);
        Map<String, Long> wanted = new HashMap<>();
        long floor = floor(cap, ordered);
        long free = cap;
        for (Holder holder : ordered) {
            long target = targets.getOrDefault(holder.agent(), idle);
            wanted.put(holder.agent(), holder.works() ? wanted(holder, target, floor) : idle);
            free -= holder.held();
        }
        Map<String, Long> given = give(Math.max(0, free), floor, ordered, wanted);
        List<Share> shares = new ArrayList<>();
        boolean waiting = false;
        for (Holder holder : ordered) {
            long want = wanted.getOrDefault(holder.agent(), idle);
            long held = holder.held() + given.getOrDefault(holder.agent(), 0L);
            long granted = Math.min(want, held);
            long target = targets.getOrDefault(holder.agent(), idle);
            waiting |= granted < want;
            shares.add(
                    new Share(
                            holder.agent(),
                            granted,
                            held,
                            holder.joining() && holder.works() && isBelow(granted, target)));
        }
        return new Step(shares, waiting);
    }

    /// Whether the one is less than the other by more than what is not worth a change.
    private static boolean isBelow(long less, long more) {
        return less < more - (long) (WORTH_A_CHANGE * more);
    }

    private static long wanted(Holder holder, long target, long floor) {
        if (target <= holder.granted()) {
            return isBelow(target, holder.granted()) ? target : holder.granted();
        }
        long grown = Math.max(floor, (long) (GROWTH * holder.granted()));
        return holder.joining() ? target : Math.min(target, grown);
    }

    /// What each gets beyond what it holds: first all up to the floor, then in proportion to what
    /// is wanted.
    private static Map<String, Long> give(
            long free, long floor, List<Holder> holders, Map<String, Long> wanted) {
        Map<String, Long> given = new HashMap<>();
        long left = free;
        for (Holder holder : holders) {
            long goal = Math.min(floor, wanted.getOrDefault(holder.agent(), 0L));
            long part = Math.min(left, Math.max(0, goal - holder.held()));
            given.put(holder.agent(), part);
            left -= part;
        }
        double lacking = 0;
        for (Holder holder : holders) {
            lacking += lack(holder, wanted, given);
        }
        double part = lacking == 0 ? 0 : Math.min(1, left / lacking);
        for (Holder holder : holders) {
            long more = Math.min(left, (long) (part * lack(holder, wanted, given)));
            given.merge(holder.agent(), more, Long::sum);
            left -= more;
        }
        return given;
    }

    private static long lack(Holder holder, Map<String, Long> wanted, Map<String, Long> given) {
        long has = holder.held() + given.getOrDefault(holder.agent(), 0L);
        return Math.max(0, wanted.getOrDefault(holder.agent(), 0L) - has);
    }

    private static long floor(long cap, List<Holder> holders) {
        long working = holders.stream().filter(Holder::works).count();
        return working == 0 ? 0 : Math.max(1, (long) (cap * FLOOR / working));
    }

    /// The fair shares of those that have work: as much of the cap as there is demand for, by
    /// weight, none below the floor; what nobody has a demand for is dealt out by weight as well,
    /// so that it is there when it is needed.
    static Map<String, Long> targets(long cap, List<Holder> holders) {
        List<Holder> working = holders.stream().filter(Holder::works).toList();
        long floor = floor(cap, holders);
        double low = 0;
        double high = 0;
        double weights = 0;
        for (Holder holder : working) {
            high = Math.max(high, cap / holder.weight());
            weights += holder.weight();
        }
        double demanded = filled(working, high, floor, cap);
        double surplus = Math.max(0, cap - demanded);
        if (demanded > cap) {
            for (int i = 0; i < HALVINGS; i++) {
                double level = (low + high) / 2;
                if (filled(working, level, floor, cap) > cap) {
                    high = level;
                } else {
                    low = level;
                }
            }
        } else {
            low = high;
        }
        Map<String, Long> targets = new HashMap<>();
        for (Holder holder : working) {
            double extra = surplus * holder.weight() / weights;
            targets.put(holder.agent(), (long) (part(holder, low, floor, cap) + Math.floor(extra)));
        }
        return targets;
    }

    /// How much all get together where the water stands so high.
    private static double filled(List<Holder> working, double level, long floor, long cap) {
        double sum = 0;
        for (Holder holder : working) {
            sum += part(holder, level, floor, cap);
        }
        return sum;
    }

    private static double part(Holder holder, double level, long floor, long cap) {
        double demand = (double) Math.clamp(holder.demand().orElse(cap), floor, cap);
        return Math.clamp(level * holder.weight(), (double) floor, demand);
    }
}
