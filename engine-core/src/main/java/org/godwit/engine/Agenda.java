package org.godwit.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.schema.QueueKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.decision.Command;
import org.godwit.decision.Effect;
import org.godwit.fleet.ReleaseOrders;
import org.godwit.fleet.ShareLinks;
import org.godwit.message.FromAgent;
import org.godwit.model.Link;
import org.godwit.model.RuleId;
import org.godwit.relocation.SweepDrains;
import org.godwit.rule.ExpireRules;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.MoveLocks;
import org.godwit.rule.PlanRuleChunk;
import org.godwit.rule.RepairLocks;
import org.godwit.rule.ReviewRules;
import org.godwit.rule.subscription.MatchSubscriptions;
import org.godwit.schedule.FairShare;
import org.godwit.transfer.DispatchLink;
import org.godwit.transfer.FindSources;
import org.godwit.transfer.FireTimers;

/// What the engine has to do by itself: links with something queued, rules whose locks are not all
/// planned, agents whose orders must be taken back, times that have come. It is noted from effects
/// and can be made anew from the catalogue at any time. Confined to the deciding thread.
public final class Agenda {
    /// When a step that failed unexpectedly is tried again.
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /// How often caps are dealt out anew and leases renewed, if nothing calls for it earlier.
    public static final Duration SHARE_EVERY = Duration.ofSeconds(5);

    /// How often moves that wait for their limits are looked at.
    private static final Duration MOVE_EVERY = Duration.ofSeconds(30);

    /// How often it is looked whether an RSE that is decommissioned is empty.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private final Set<Link> links = new LinkedHashSet<>();
    private final Set<RuleId> rules = new LinkedHashSet<>();
    private final Set<ReplicaKey> notTaken = new LinkedHashSet<>();
    private final Map<String, Long> releases = new LinkedHashMap<>();
    private final Map<Link, FairShare> shares = new HashMap<>();
    private final Map<String, Double> weights;
    private final MoveLimits moves;
    private final Duration shareEvery;
    private final Reaper reaper = new Reaper();
    private boolean stale = true;
    private boolean planFirst;
    private boolean findSources;
    private boolean reviewing = true;
    private boolean moving = true;
    private boolean sweeping = true;
    private Instant sweepDue = Instant.MIN;
    private Optional<RuleId> reviewedTo = Optional.empty();
    private Instant movesDue = Instant.MIN;
    private boolean newData;
    private boolean sharesChanged;
    private boolean sharesWaiting;
    private Optional<Long> sharedNanos = Optional.empty();
    private Optional<QueueKey> sourcesFoundTo = Optional.empty();
    private Instant timers = Instant.MIN;
    private Instant expiries = Instant.MIN;
    private final Upkeep upkeep = new Upkeep();
    private boolean upkept;

    /// @param weights of activities on a link; 1 where absent
    /// @param moves how much may be moved after RSEs have changed
    /// @param shareEvery how often leases are renewed, [#SHARE_EVERY] where agents speak as often
    public Agenda(Map<String, Double> weights, MoveLimits moves, Duration shareEvery) {
        this.weights = Map.copyOf(weights);
        this.moves = moves;
        this.shareEvery = shareEvery;
    }

    /// Runs a command and answers its decision at once; effects come back through [#note].
    public interface Runner {
        <R> R run(Command<R> command);

        /// The command that deals out the caps of links, by what is known of the agents now.
        ///
        /// @param renew whether all agents are told
        ShareLinks shareLinks(boolean renew);

        /// The space of an RSE as its agents last told it.
        Optional<FromAgent.Space> space(String rse);

        /// The agents that are known to obey no earlier engine any more.
        Set<String> following();
    }

    /// Has the catalogue looked through for what is to be done: when agents have come, or RSEs,
    /// sites or links have changed. A new agenda begins with that.
    public void derive() {
        stale = true;
        sharesChanged = true;
        reaper.wake();
    }

    /// Notes that an agent goes by another lease than before: what it gave up may be given to those
    /// that wait for it.
    public void leaseTaken() {
        sharesChanged |= sharesWaiting;
    }

    /// Notes an agent whose orders must be taken back, but for those of one incarnation (0: none).
    public void release(String agent, long keepIncarnation) {
        releases.put(agent, keepIncarnation);
    }

    /// Notes what a decision brings along for the engine itself.
    public void note(Effect effect) {
        switch (effect) {
            case Effect.LinkReady ready -> links.add(ready.link());
            case Effect.RuleToPlan rule -> rules.add(rule.rule());
            case Effect.Due due -> {
                timers = earlier(timers, due.time());
                expiries = earlier(expiries, due.time());
                upkeep.due(due.time());
            }
            case Effect.SharesChanged _ -> sharesChanged = true;
            case Effect.DeletionsReady _ -> reaper.wake();
            case Effect.NewData _ -> newData = true;
            case Effect.LocksToMove _ -> moving = true;
            case Effect.NotTaken not -> notTaken.add(not.replica());
            case Effect.TopologyChanged _ -> {
                derive();
                reviewing = true;
                sweeping = true;
                reviewedTo = Optional.empty();
            }
            case Effect.GiveOrders _, Effect.GiveLinks _, Effect.CancelOrders _, Effect.Tell _ -> {}
        }
    }

    /// Does one thing if there is one to do.
    ///
    /// @param nanos monotonic time, by which leases are renewed
    /// @param live names and incarnations of the agents heard of lately
    public boolean step(Runner runner, Instant now, long nanos, Map<String, Long> live) {
        if (share(runner, nanos)) {
            return true;
        }
        if (!timers.isAfter(now)) {
            timers = now.plus(AFTER_FAILURE);
            timers = runner.run(new FireTimers()).orElse(Instant.MAX);
            return true;
        }
        if (!expiries.isAfter(now)) {
            expiries = now.plus(AFTER_FAILURE);
            expiries = runner.run(new ExpireRules()).orElse(Instant.MAX);
            return true;
        }
        // What has much to do must not hold up transfers.
        upkept = !upkept && upkeep.step(runner, now);
        if (upkept) {
            return true;
        }
        if (stale) {
            stale = false;
            OpenWork.Found found = runner.run(new OpenWork());
            rules.addAll(found.rules());
            links.addAll(found.links());
            findSources = true;
            newData = true;
            sourcesFoundTo = Optional.empty();
            return true;
        }
        planFirst = !planFirst; // neither planning nor dispatching may starve the other
        return reaper.step(runner, nanos, live)
                || release(runner)
                || findSources(runner)
                || review(runner)
                || repair(runner)
                || move(runner, now)
                || sweep(runner, now)
                || newData(runner)
                || (planFirst
                        ? plan(runner) || dispatch(runner, live)
                        : dispatch(runner, live) || plan(runner));
    }

    private boolean share(Runner runner, long nanos) {
        boolean renew = sharedNanos.filter(last -> nanos - last < shareEvery.toNanos()).isEmpty();
        if (!renew && !sharesChanged) {
            return false;
        }
        sharesChanged = false;
        if (renew) {
            sharedNanos = Optional.of(nanos);
        }
        sharesWaiting = runner.run(runner.shareLinks(renew)).waiting();
        return true;
    }

    private boolean release(Runner runner) {
        Iterator<Map.Entry<String, Long>> first = releases.entrySet().iterator();
        if (!first.hasNext()) {
            return false;
        }
        Map.Entry<String, Long> agent = first.next();
        if (!runner.run(new ReleaseOrders(agent.getKey(), agent.getValue()))) {
            releases.remove(agent.getKey(), agent.getValue());
        }
        return true;
    }

    private boolean findSources(Runner runner) {
        if (!findSources) {
            return false;
        }
        sourcesFoundTo = runner.run(new FindSources(sourcesFoundTo));
        findSources = sourcesFoundTo.isPresent();
        return true;
    }

    private boolean review(Runner runner) {
        if (!reviewing) {
            return false;
        }
        reviewedTo = runner.run(new ReviewRules(reviewedTo));
        reviewing = reviewedTo.isPresent();
        return true;
    }

    private boolean move(Runner runner, Instant now) {
        if (!moving && movesDue.isAfter(now)) {
            return false;
        }
        movesDue = now.plus(AFTER_FAILURE);
        moving = false;
        switch (runner.run(new MoveLocks(moves))) {
            case MORE -> moving = true;
            case WAITS -> movesDue = now.plus(MOVE_EVERY);
            case DONE -> movesDue = Instant.MAX;
        }
        return true;
    }

    /// What is lost of these notes is made anew by the next failure.
    private boolean repair(Runner runner) {
        Optional<ReplicaKey> first = takeFirst(notTaken);
        first.ifPresent(replica -> runner.run(new RepairLocks(replica)));
        return first.isPresent();
    }

    private boolean sweep(Runner runner, Instant now) {
        if (!sweeping && sweepDue.isAfter(now)) {
            return false;
        }
        sweepDue = now.plus(AFTER_FAILURE);
        sweeping = false;
        switch (runner.run(new SweepDrains())) {
            case MORE -> sweeping = true;
            case WAITS -> sweepDue = now.plus(SWEEP_EVERY);
            case DONE -> sweepDue = Instant.MAX;
        }
        return true;
    }

    private boolean newData(Runner runner) {
        if (!newData) {
            return false;
        }
        newData = runner.run(new MatchSubscriptions());
        return true;
    }

    private boolean dispatch(Runner runner, Map<String, Long> live) {
        Optional<Link> first = takeFirst(links);
        if (first.isEmpty()) {
            return false;
        }
        Link link = first.get();
        FairShare share = shares.getOrDefault(link, FairShare.fresh(weights));
        DispatchLink.Dispatched dispatched = runner.run(new DispatchLink(link, live, share));
        shares.put(link, dispatched.share());
        if (dispatched.more()) {
            links.add(link);
        }
        return true;
    }

    private boolean plan(Runner runner) {
        Optional<RuleId> rule = takeFirst(rules);
        rule.ifPresent(id -> runner.run(new PlanRuleChunk(id)));
        return rule.isPresent();
    }

    /// When there will be something to do even if nothing happens.
    public Instant nextDue() {
        boolean busy =
                stale
                        || findSources
                        || reviewing
                        || moving
                        || sweeping
                        || newData
                        || !notTaken.isEmpty()
                        || !links.isEmpty()
                        || !rules.isEmpty()
                        || !releases.isEmpty();
        return busy
                ? Instant.MIN
                : earlier(
                        earlier(earlier(movesDue, sweepDue), upkeep.nextDue()),
                        earlier(timers, expiries));
    }

    private static <T> Optional<T> takeFirst(Set<T> set) {
        Iterator<T> iterator = set.iterator();
        if (!iterator.hasNext()) {
            return Optional.empty();
        }
        T first = iterator.next();
        iterator.remove();
        return Optional.of(first);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
