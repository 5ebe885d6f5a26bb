package org.godwit.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.rule.MoveLimits;

/// Configuration of `godwit server`; `docs/configuration.md` explains every key.
///
/// @param data directory of the catalogue
/// @param api where users and tools connect
/// @param control where agents connect
/// @param administrators names on the certificates that open the account `root`
/// @param reports written periodically, if asked for
/// @param backups where backups of the catalogue go, if the engine is to make any
/// @param activityShares weights of activities on a link
/// @param moves how much rules may move after RSEs have changed
public record EngineConfig(
        Path data,
        Address api,
        Address control,
        TlsConfig tls,
        List<String> administrators,
        Optional<Reports> reports,
        Optional<Backups> backups,
        Map<String, Double> activityShares,
        MoveLimits moves) {

    private static final int MOVES_MAX = 1_000_000_000;
    private static final int KEEP = 7;
    private static final int KEEP_MAX = 1_000;

    public EngineConfig {
        administrators = List.copyOf(administrators);
        activityShares = Map.copyOf(activityShares);
    }

    /// An address to listen on; port 0 takes a free one.
    public record Address(String host, int port) {}

    /// Throughput reports written to a directory, one per period.
    public record Reports(Path directory, Duration every) {}

    /// Backups of the catalogue in a directory, the newest so many.
    public record Backups(Path directory, int keep) {}

    /// Reads and checks a file.
    public static EngineConfig load(Path file) {
        ConfigReader reader = ConfigReader.open(file);
        ConfigReader reports = reader.section("reports");
        Optional<Path> directory = reports.optionalPath("directory");
        Duration every = reports.time("every", Duration.ofHours(1));
        ConfigReader backups = reader.section("backups");
        Optional<Path> backupsDirectory = backups.optionalPath("directory");
        int keep = backups.number("keep", KEEP, 1, KEEP_MAX);
        EngineConfig config =
                new EngineConfig(
                        reader.path("data"),
                        address(reader.section("api"), 9444),
                        address(reader.section("control"), 9445),
                        TlsConfig.read(reader.section("tls")),
                        reader.texts("administrators", List.of("root")),
                        directory.map(path -> new Reports(path, every)),
                        backupsDirectory.map(path -> new Backups(path, keep)),
                        reader.numbers("activity-shares"),
                        moves(reader.section("moves")));
        reader.finish();
        return config;
    }

    private static MoveLimits moves(ConfigReader section) {
        return new MoveLimits(
                section.number("at-once", MoveLimits.DEFAULT.atOnce(), 0, MOVES_MAX),
                section.number("per-hour", MoveLimits.DEFAULT.perHour(), 0, MOVES_MAX));
    }

    private static Address address(ConfigReader section, int port) {
        return new Address(
                section.optionalText("host").orElse("127.0.0.1"),
                section.number("port", port, 0, 65_535));
    }
}
