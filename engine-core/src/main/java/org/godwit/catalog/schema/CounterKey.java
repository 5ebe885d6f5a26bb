package org.godwit.catalog.schema;

import org.godwit.model.Link;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;

/// What a counter counts: its kind and up to four numbers whose meaning the factory methods give.
@SuppressWarnings("EnumOrdinal") // the order of the states is part of the stored format
public record CounterKey(Kind kind, long a, long b, long c, long d)
        implements Comparable<CounterKey> {

    /// Kinds of counters. The order is part of the stored format: add at the end.
    public enum Kind {
        /// A collection's direct children: (DID).
        CONTENT,
        /// Replicas at an RSE by state: (RSE, state).
        RSE_REPLICAS,
        /// Locks of a rule by RSE and state: (rule high, rule low, RSE, state).
        RULE_LOCKS,
        /// What rules hold for an account at an RSE: (account, RSE).
        ACCOUNT_USAGE,
        /// Requests of a link by state: (source site, destination site, state).
        LINK_REQUESTS,
        /// Locks that are to take the place of others: ().
        LOCK_MOVES,
        /// Events in the outbox: ().
        EVENTS,
        /// Answers kept for repeated requests, and their characters: ().
        ANSWERS,
        /// Replicas at an RSE that no rule holds, and that may be deleted: (RSE).
        RSE_RECLAIMABLE
    }

    /// Direct children of a collection.
    public static CounterKey content(long did) {
        return new CounterKey(Kind.CONTENT, did, 0, 0, 0);
    }

    /// Replicas at an RSE in a state.
    public static CounterKey rseReplicas(int rse, ReplicaState state) {
        return new CounterKey(Kind.RSE_REPLICAS, rse, state.ordinal(), 0, 0);
    }

    /// A rule's locks at an RSE in a state.
    public static CounterKey ruleLocks(RuleId rule, int rse, LockState state) {
        return new CounterKey(Kind.RULE_LOCKS, rule.high(), rule.low(), rse, state.ordinal());
    }

    /// The first possible key of a rule's lock counters; the range ends at [#ruleLocksEnd].
    public static CounterKey ruleLocksBegin(RuleId rule) {
        return new CounterKey(Kind.RULE_LOCKS, rule.high(), rule.low(), 0, 0);
    }

    /// Just behind the last possible key of a rule's lock counters.
    public static CounterKey ruleLocksEnd(RuleId rule) {
        return new CounterKey(Kind.RULE_LOCKS, rule.high(), rule.low(), Long.MAX_VALUE, 0);
    }

    /// What an account's rules hold at an RSE.
    public static CounterKey accountUsage(int account, int rse) {
        return new CounterKey(Kind.ACCOUNT_USAGE, account, rse, 0, 0);
    }

    /// Requests of a link in a state.
    public static CounterKey linkRequests(int source, int destination, RequestState state) {
        return new CounterKey(Kind.LINK_REQUESTS, source, destination, state.ordinal(), 0);
    }

    /// Locks that are to take the place of others.
    public static CounterKey lockMoves() {
        return new CounterKey(Kind.LOCK_MOVES, 0, 0, 0, 0);
    }

    /// Events in the outbox.
    public static CounterKey events() {
        return new CounterKey(Kind.EVENTS, 0, 0, 0, 0);
    }

    /// Answers kept for repeated requests.
    public static CounterKey answers() {
        return new CounterKey(Kind.ANSWERS, 0, 0, 0, 0);
    }

    /// Replicas at an RSE with a tombstone.
    public static CounterKey rseReclaimable(int rse) {
        return new CounterKey(Kind.RSE_RECLAIMABLE, rse, 0, 0, 0);
    }

    /// The RSE of a lock counter.
    public int lockRse() {
        return Math.toIntExact(c);
    }

    /// The state of a rule's lock counter.
    public LockState lockState() {
        return LockState.values()[Math.toIntExact(d)];
    }

    /// The link of a link's request counter.
    public Link link() {
        return new Link(Math.toIntExact(a), Math.toIntExact(b));
    }

    @Override
    public int compareTo(CounterKey other) {
        int order = kind.compareTo(other.kind);
        if (order == 0) {
            order = Long.compare(a, other.a);
        }
        if (order == 0) {
            order = Long.compare(b, other.b);
        }
        if (order == 0) {
            order = Long.compare(c, other.c);
        }
        return order != 0 ? order : Long.compare(d, other.d);
    }
}
