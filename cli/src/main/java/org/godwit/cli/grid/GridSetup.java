package org.godwit.cli.grid;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.grid.GridPlan.Site;
import org.godwit.cli.grid.GridPlan.Storage;
import org.godwit.cli.json.Json;

/// Brings a grid up: the engine first, then what an administrator tells it of sites and storage,
/// then the agents.
public final class GridSetup {
    private static final Duration ENGINE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration AGENTS_PATIENCE = Duration.ofSeconds(60);

    private final Grid grid;

    public GridSetup(Grid grid) {
        this.grid = grid;
    }

    /// Starts a grid that was laid out just now, and waits until every agent is heard of.
    public void run(String scope) throws InterruptedException, TimeoutException {
        grid.startEngine();
        awaitEngine();
        declare(scope);
        grid.plan().sites().forEach(site -> grid.startAgent(site.name()));
        awaitAgents();
    }

    /// Waits until the engine answers.
    public void awaitEngine() throws InterruptedException {
        ApiClient engine = grid.client();
        grid.await(
                "the engine to answer",
                ENGINE_PATIENCE,
                () -> !engine.get(ApiPath.of("ping")).isNull());
    }

    /// Waits until the engine has heard of the present start of every agent.
    public void awaitAgents() throws InterruptedException {
        ApiClient engine = grid.client();
        grid.await(
                "the agents to be heard of",
                AGENTS_PATIENCE,
                () -> {
                    Set<String> alive = new HashSet<>();
                    engine.stream(
                            ApiPath.of("agents"),
                            agent -> {
                                if (agent.at("state").text().equals("alive")) {
                                    alive.add(agent.at("agent").text());
                                }
                            });
                    return grid.plan().sites().stream().map(Site::agent).allMatch(alive::contains);
                });
    }

    private void declare(String scope) throws TimeoutException {
        ApiClient engine = grid.client();
        for (Site site : grid.plan().sites()) {
            engine.post(
                    ApiPath.of("sites", site.name()),
                    Json.object().put("country", site.country()).build());
            for (Storage storage : site.storages()) {
                declare(engine, site, storage);
            }
        }
        engine.post(ApiPath.of("scopes", scope), Json.object().build());
    }

    private static void declare(ApiClient engine, Site site, Storage storage)
            throws TimeoutException {
        engine.post(
                ApiPath.of("rses", storage.rse()),
                Json.object().put("site", site.name()).put("type", "DISK").build());
        if (storage.readOnly()) {
            engine.put(
                    ApiPath.of("rses", storage.rse(), "availability"),
                    Json.object().put("write", false).put("delete", false).build());
        }
    }
}
