package org.godwit.api.resource;

import java.util.List;
import java.util.stream.Stream;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.runtime.EngineClock;

/// All resources.
public final class Resources {
    private Resources() {}

    /// Every route of the API.
    ///
    /// @param version of this software, for people
    public static List<Route> routes(Backend backend, EngineClock clock, String version) {
        return Stream.<Resource>of(
                        new PingResource(backend, version),
                        new TokenResource(backend, clock),
                        new AccountResource(backend),
                        new ScopeResource(backend),
                        new SiteResource(backend),
                        new RseResource(backend),
                        new AgentResource(backend),
                        new LinkResource(backend),
                        new LinkProbeResource(backend),
                        new DidResource(backend),
                        new ContentResource(backend),
                        new ReplicaResource(backend),
                        new ReplicaStreamResource(backend),
                        new RuleResource(backend),
                        new RuleProgressResource(backend),
                        new RegistrationResource(backend),
                        new TransferResource(backend, clock),
                        new ReportResource(backend, clock),
                        new OpenApiResource(),
                        new AccountLimitResource(backend),
                        new RuleActionResource(backend),
                        new PlanResource(backend, clock),
                        new RuleExplainResource(backend, clock),
                        new SubscriptionResource(backend),
                        new PolicyResource(backend, clock),
                        new DeletionResource(backend),
                        new RseMovesResource(backend, clock),
                        new MoveResource(backend, clock),
                        new CatalogResource(backend),
                        new EventResource(backend, clock),
                        new TraitsResource(backend),
                        new PathResource(backend),
                        new BadReplicaResource(backend))
                .flatMap(resource -> resource.routes().stream())
                .toList();
    }
}
