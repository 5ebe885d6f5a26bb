package org.godwit.catalog.schema;

/// A request under way, sorted by the agent that holds the order, then by the site that it fetches
/// from: all that an agent does on one link lies together.
public record AgentOrderKey(String agent, int sourceSite, long did, int rse)
        implements Comparable<AgentOrderKey> {
    /// Before all orders of an agent.
    public static AgentOrderKey first(String agent) {
        return new AgentOrderKey(agent, 0, 0, 0);
    }

    /// Behind all orders of an agent.
    public static AgentOrderKey end(String agent) {
        return new AgentOrderKey(agent, Integer.MAX_VALUE, 0, 0);
    }

    @Override
    public int compareTo(AgentOrderKey other) {
        int order = KeyOrder.text(agent, other.agent);
        if (order == 0) {
            order = Integer.compare(sourceSite, other.sourceSite);
        }
        if (order == 0) {
            order = Long.compare(did, other.did);
        }
        return order != 0 ? order : Integer.compare(rse, other.rse);
    }
}
