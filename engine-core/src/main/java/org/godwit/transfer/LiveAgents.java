package org.godwit.transfer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.Tables;

/// The agents that were heard of lately, by the RSEs they serve. What is alive is soft knowledge
/// that comes with a command; what an agent is comes from the catalogue, and both must agree on its
/// incarnation.
public final class LiveAgents {
    private final Map<Integer, AgentRow> byRse = new HashMap<>();

    /// @param incarnations names and incarnations of the agents that are alive
    public LiveAgents(CatalogView view, Map<String, Long> incarnations) {
        new TreeMap<>(incarnations)
                .forEach((name, incarnation) ->
                        view.get(Tables.AGENTS, name)
                                .filter(agent -> agent.incarnation() == incarnation)
                                .ifPresent(agent ->
                                        agent.rses()
                                                .forEach(rse -> byRse.putIfAbsent(rse, agent))));
    }

    /// An agent that serves an RSE now.
    public Optional<AgentRow> serving(int rse) {
        return Optional.ofNullable(byRse.get(rse));
    }

    /// The RSEs that are served now.
    public List<Integer> rses() {
        return byRse.keySet().stream().sorted().toList();
    }
}
