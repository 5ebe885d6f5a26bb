package org.godwit.agent.channel;

/// A source agent: its site, where its data port is, and the name its certificate must have.
public record Peer(String site, String agent, String host, int port) {
    @Override
    public String toString() {
        return "agent " + agent + " at " + host + ":" + port;
    }
}
