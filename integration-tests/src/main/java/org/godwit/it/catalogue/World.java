package org.godwit.it.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.decision.Command;
import org.godwit.engine.DecisionLoop;
import org.godwit.model.RseType;
import org.godwit.namespace.Initialise;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;

/// What a catalogue needs before it takes replicas: an account, scopes, sites, RSEs.
final class World {
    private World() {}

    /// Makes it, in a catalogue that no engine runs on.
    static void make(RocksCatalog catalog, EngineClock clock) {
        DecisionLoop loop = DecisionLoop.start(catalog, clock, new SplittableRandom(1)).loop();
        List<Command<?>> commands = new ArrayList<>();
        commands.add(new Initialise(List.of("root"), RealisticFiles.SCOPES));
        for (int i = 0; i < RealisticFiles.RSES; i++) {
            String rse = RealisticFiles.rse(i);
            String site = rse.substring(0, rse.indexOf('-'));
            commands.add(new AddSite(site, ""));
            commands.add(new AddRse(rse, site, RseType.DISK, true, Map.of()));
        }
        commands.forEach(command -> loop.decide(command).durable().join());
    }
}
