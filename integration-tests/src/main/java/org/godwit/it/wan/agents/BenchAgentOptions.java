package org.godwit.it.wan.agents;

import java.util.Locale;
import org.godwit.model.Protection;
import picocli.CommandLine.Option;

/// What an agent under test does that no agent's configuration says.
final class BenchAgentOptions {
    @Option(
            names = "--protection",
            defaultValue = "clear",
            description =
                    "how its links are protected, as the engine would say: clear, tls or integrity"
                            + " (default: ${DEFAULT-VALUE})")
    private String protection = "clear";

    @Option(
            names = "--damage-every",
            hidden = true,
            defaultValue = "0",
            description = "damage each so many-th block that arrives; 0 for none")
    private int damageEvery;

    @Option(
            names = "--damage-most",
            hidden = true,
            defaultValue = "1000",
            description = "damage at most so many blocks")
    private int damageMost;

    /// For picocli.
    BenchAgentOptions() {}

    Protection protection() {
        return Protection.valueOf(protection.toUpperCase(Locale.ROOT));
    }

    int damageEvery() {
        return damageEvery;
    }

    int damageMost() {
        return damageMost;
    }
}
