package org.godwit.it.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.godwit.cli.demo.Fingerprint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// `godwit demo` as a user runs it.
final class DemoIT {
    private static final long PATIENCE_SECONDS = 180;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory = Path.of("");

    private record Entry(FileTime changed, String content) {}

    @Test
    void provesTheUsersOwnFilesAndLeavesThemAsTheyAre() throws Exception {
        Path data = Files.createDirectories(directory.resolve("my data"));
        Files.createDirectories(data.resolve("night 1/été"));
        Files.writeString(data.resolve("night 1/été/a b.txt"), "one");
        Files.write(data.resolve("image.fits"), new byte[3_000_000]);
        Files.createFile(data.resolve("empty"));
        Files.writeString(data.resolve(".hidden"), "not for you");
        Map<String, Entry> before = entries(data);

        Path grid = directory.resolve("grid");
        String out = demo("--data", data.toString(), "--dir", grid.toString(), "--size", "100MB");

        assertThat(entries(data)).isEqualTo(before);
        assertThat(out).contains("left out: 1 hidden").contains("everything was proved");
        assertThat(grid.resolve("FR/demo")).isDirectoryRecursivelyContaining("glob:**/a b.txt");
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process ->
                        process.info()
                                .commandLine()
                                .orElse("")
                                .contains(grid.resolve("engine.yaml").toString()));
    }

    private String demo(String... options) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Process process =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(
                                                        ProcessGrid.LAUNCHER.program().toString(),
                                                        "demo"),
                                                Stream.of(options))
                                        .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
        }
        assertThat(process.waitFor()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    /// Every file and directory with its times and content.
    private static Map<String, Entry> entries(Path root) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                String content = Files.isDirectory(path) ? "" : Fingerprint.of(path).toString();
                entries.put(
                        root.relativize(path).toString(),
                        new Entry(Files.getLastModifiedTime(path), content));
            }
        }
        return entries;
    }
}
