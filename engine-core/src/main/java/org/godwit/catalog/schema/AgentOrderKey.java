package org.godwit.catalog.schema;

/// A request under way, sorted by the agent that holds the order.
public record AgentOrderKey(String agent, long did, int rse) implements Comparable<AgentOrderKey> {
    @Override
    public int compareTo(AgentOrderKey other) {
        int order = KeyOrder.text(agent, other.agent);
        if (order == 0) {
            order = Long.compare(did, other.did);
        }
        return order != 0 ? order : Integer.compare(rse, other.rse);
    }
}
