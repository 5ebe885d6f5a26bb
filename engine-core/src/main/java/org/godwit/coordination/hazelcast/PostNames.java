package org.godwit.coordination.hazelcast;

/// The names of the structures in Hazelcast, the same at both ends.
final class PostNames {
    static final String TO_ENGINE = "godwit.engine";
    static final String PRESENT = "godwit.present";

    /// Configuration for all agents' queues.
    static final String TO_AGENTS = "godwit.agent.*";

    private PostNames() {}

    static String toAgent(String agent) {
        return "godwit.agent." + agent;
    }
}
