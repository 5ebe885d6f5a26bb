package org.godwit.it.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LauncherIT {
    private static final Path DISTRIBUTION =
            Path.of("../cli/target/godwit").toAbsolutePath().normalize();
    private static final Path JAVA_25 = Path.of(System.getProperty("java.home"));

    /// Generous, since the cache is made at the lowest priority beside other tests.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private record Result(int code, String out, String err) {}

    @TempDir private Path directory = Path.of("");
    private Path launcher = DISTRIBUTION.resolve("bin/godwit");

    @BeforeEach
    void makeADirectoryThatScriptsStumbleOver() throws IOException {
        directory = Files.createDirectory(directory.resolve("a 'quoted' dir"));
    }

    private Result run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(launcher.toString()),
                                                Arrays.stream(arguments))
                                        .toList())
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", JAVA_25.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("GODWIT_AOT", "off");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Path javaOfAnotherVersion() throws IOException {
        Path home = directory.resolve("jdk-17");
        Files.createDirectories(home.resolve("bin"));
        Files.createSymbolicLink(home.resolve("bin/java"), Path.of("/bin/false"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        return home;
    }

    @Test
    void startsThroughALinkFromAnywhere() throws Exception {
        launcher = Files.createSymbolicLink(directory.resolve("g w"), launcher);
        assertThat(run(Map.of(), "--version"))
                .satisfies(result -> {
                    assertThat(result.out()).startsWith("godwit ");
                    assertThat(result.err()).isEmpty();
                    assertThat(result.code()).isZero();
                });
    }

    @Test
    void passesOverAJavaHomeOfAnotherVersion() throws Exception {
        Result result = run(Map.of("JAVA_HOME", javaOfAnotherVersion().toString()), "--version");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void refusesAnExplicitJavaOfAnotherVersionInOneLine() throws Exception {
        Result result =
                run(Map.of("GODWIT_JAVA_HOME", javaOfAnotherVersion().toString()), "--version");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).startsWith("godwit: GODWIT_JAVA_HOME=").containsOnlyOnce("\n");
    }

    @Test
    void givesTheProgramsExitCodeAndArgumentsUnchanged() throws Exception {
        Result result = run(Map.of(), "no such *");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("godwit: ").contains("no such *");
    }

    @Test
    void makesItsCacheInTheBackgroundAndStartsFromIt() throws Exception {
        Path cacheHome = directory.resolve("cache");
        Map<String, String> cached =
                Map.of("GODWIT_AOT", "on", "XDG_CACHE_HOME", cacheHome.toString());
        assertThat(run(cached, "--version").code()).isZero();
        Path cache = awaitCache(cacheHome.resolve("godwit"));

        // With AOTMode=on a JVM that cannot use its cache does not start.
        Result fromCache =
                run(
                        Map.of(
                                "GODWIT_AOT", "on",
                                "XDG_CACHE_HOME", cacheHome.toString(),
                                "GODWIT_OPTS", "-XX:AOTMode=on"),
                        "--version");
        assertThat(fromCache.err()).isEmpty();
        assertThat(fromCache.out()).startsWith("godwit ");

        Files.writeString(cache, "not a cache");
        Result withoutCache = run(cached, "--version");
        assertThat(withoutCache.err()).isEmpty();
        assertThat(withoutCache.out()).startsWith("godwit ").containsOnlyOnce("\n");
        assertThat(withoutCache.code()).isZero();
    }

    @Test
    void loadsNativeCodeFromTheDistributionAndLeavesNoCopies() throws Exception {
        Path catalog = directory.resolve("catalog");
        RocksCatalog.open(catalog, CatalogOptions.DEFAULT).close();
        Path nowhere = directory.resolve("no-such-directory-for-temporary-files");
        Result result =
                run(
                        Map.of("JDK_JAVA_OPTIONS", "\"-Djava.io.tmpdir=" + nowhere + '"'),
                        "catalog",
                        "check",
                        catalog.toString());
        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    void holdsWhatAnInstallationNeeds() throws Exception {
        for (String file :
                List.of(
                        "LICENSE",
                        "NOTICE",
                        "etc/jvm/server.options",
                        "etc/jvm/agent.options",
                        "share/systemd/godwit-engine.service",
                        "share/systemd/godwit-agent@.service",
                        "share/completion/godwit.bash",
                        "share/completion/_godwit")) {
            assertThat(DISTRIBUTION.resolve(file)).isNotEmptyFile();
        }
        String bash =
                Files.readString(
                        DISTRIBUTION.resolve("share/completion/godwit.bash"),
                        StandardCharsets.UTF_8);
        assertThat(bash).isEqualTo(run(Map.of(), "completion", "bash").out());
    }

    /// The one cache file, once the training that makes it has ended.
    private static Path awaitCache(Path home) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            List<Path> files = files(home);
            if (files.size() == 1 && files.getFirst().toString().endsWith(".aot")) {
                return files.getFirst();
            }
            Thread.sleep(50);
        }
        throw new AssertionError(
                "no start-up cache within %s: %s".formatted(PATIENCE, files(home)));
    }

    private static List<Path> files(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home)) {
            return files.toList();
        }
    }
}
