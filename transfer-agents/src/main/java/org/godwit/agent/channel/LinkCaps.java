package org.godwit.agent.channel;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// Divides the cap of a link among the sessions that fetch over it: each gets the same, and what
/// one does not use goes to the others. The sum is never more than the cap. Stateless.
final class LinkCaps {
    /// What a session that was not held up by its share may use more than it did.
    private static final double GROWTH = 1.5;

    /// A session that has nothing to do just now keeps this part of an equal share, to begin with.
    private static final double FLOOR = 0.1;

    private LinkCaps() {}

    /// Tells every session its share.
    ///
    /// @param cap payload bytes per second over all, 0 for none
    static void apply(long cap, Collection<SinkSession> sessions) {
        List<SinkSession> working = sessions.stream().filter(SinkSession::hasWork).toList();
        if (cap == 0) {
            working.forEach(session -> session.pace().setRate(0));
            return;
        }
        double[] demands =
                working.stream()
                        .mapToDouble(session -> demand(session, cap, working.size()))
                        .toArray();
        long[] shares = maxMin(cap, demands);
        for (int i = 0; i < shares.length; i++) {
            working.get(i).pace().setRate(Math.max(1, shares[i])); // 0 would be no cap
        }
    }

    private static double demand(SinkSession session, long cap, int sessions) {
        if (session.pace().isHeldUpByRate()) {
            return cap;
        }
        return Math.max(FLOOR * cap / sessions, GROWTH * session.pace().bytesPerSecond());
    }

    /// Max-min fair shares: who wants less than an equal part gets what it wants, the rest is
    /// divided among the others; what nobody wants is given to all alike.
    static long[] maxMin(long total, double[] demands) {
        long[] shares = new long[demands.length];
        Integer[] byDemand = new Integer[demands.length];
        Arrays.setAll(byDemand, i -> i);
        Arrays.sort(byDemand, (a, b) -> Double.compare(demands[a], demands[b]));
        long left = total;
        for (int i = 0; i < byDemand.length; i++) {
            long equal = left / (byDemand.length - i);
            shares[byDemand[i]] = Math.min((long) demands[byDemand[i]], equal);
            left -= shares[byDemand[i]];
        }
        for (int i = 0; i < byDemand.length; i++) {
            long more = left / (byDemand.length - i);
            shares[byDemand[i]] += more;
            left -= more;
        }
        return shares;
    }
}
