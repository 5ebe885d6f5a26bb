package org.godwit.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkCondition;
import org.godwit.model.Bottleneck;

/// What a link carries now and how its connections are, over all agents at its destination.
///
/// @param rttMicros mean round-trip time over the connections; absent if nobody measures it
/// @param retransmitRatio mean over what the agents move, one that moves nothing counting little
/// @param connections in use; absent if nobody says
/// @param limitedBy what limits the agent that moves most
public record LinkState(
        long bytesPerSecond,
        long transfers,
        Optional<Long> rttMicros,
        Optional<Double> retransmitRatio,
        Optional<Integer> connections,
        Optional<Bottleneck> limitedBy) {

    /// The state of a link from what the agents have said.
    public static LinkState of(
            List<FromAgent.LinkActivity> activities, String source, String destination) {
        List<FromAgent.LinkActivity> own =
                activities.stream()
                        .filter(link -> link.sourceSite().equals(source))
                        .filter(link -> link.destinationSite().equals(destination))
                        .toList();
        long rate = own.stream().mapToLong(FromAgent.LinkActivity::bytesPerSecond).sum();
        long transfers = own.stream().mapToLong(FromAgent.LinkActivity::transfers).sum();
        List<LinkCondition> conditions =
                own.stream()
                        .map(FromAgent.LinkActivity::condition)
                        .flatMap(Optional::stream)
                        .toList();
        if (conditions.isEmpty()) {
            return new LinkState(
                    rate,
                    transfers,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        return new LinkState(
                rate,
                transfers,
                Optional.of(rtt(conditions)),
                Optional.of(retransmits(own)),
                Optional.of(conditions.stream().mapToInt(LinkCondition::connections).sum()),
                own.stream()
                        .filter(link -> limit(link).isPresent())
                        .max(Comparator.comparingLong(FromAgent.LinkActivity::bytesPerSecond))
                        .flatMap(LinkState::limit));
    }

    private static Optional<Bottleneck> limit(FromAgent.LinkActivity link) {
        return link.condition().flatMap(LinkCondition::limitedBy);
    }

    private static long rtt(List<LinkCondition> conditions) {
        double sum = 0;
        double weights = 0;
        for (LinkCondition condition : conditions) {
            double weight = Math.max(1, condition.connections());
            sum += weight * condition.rttMicros();
            weights += weight;
        }
        return Math.round(sum / weights);
    }

    private static double retransmits(List<FromAgent.LinkActivity> links) {
        double sum = 0;
        double weights = 0;
        for (FromAgent.LinkActivity link : links) {
            if (link.condition().isPresent()) {
                double weight = 1 + Math.max(0, link.bytesPerSecond());
                sum += weight * link.condition().get().retransmitRatio();
                weights += weight;
            }
        }
        return sum / weights;
    }
}
