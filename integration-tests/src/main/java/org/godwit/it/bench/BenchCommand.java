package org.godwit.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.godwit.it.wan.cases.PairCommand;
import org.godwit.it.wan.cases.WanCommand;
import org.godwit.it.wan.lab.LinkCommand;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./godwit bench`: measures and prints one line a case.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure parts of Godwit.",
        subcommands = {WanCommand.class, PairCommand.class, LinkCommand.class})
public final class BenchCommand implements Callable<Integer> {
    /// For picocli.
    public BenchCommand() {}

    @Override
    public Integer call() {
        System.err.println(
                "godwit bench: say what to measure: godwit bench engine | disk | wan | pair | link");
        return 2;
    }

    /// One figure.
    record Figure(String name, double value, String unit) {}

    @Command(
            name = "engine",
            mixinStandardHelpOptions = true,
            description =
                    "An engine over RocksDB, in process: registering files, a rule on all of them,"
                            + " their transfers ordered and reported by an agent that moves nothing.")
    int engine(
            @Option(
                            names = "--files",
                            defaultValue = "100000",
                            description = "files in the dataset (default: ${DEFAULT-VALUE})")
                    int files,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "text or json (default: ${DEFAULT-VALUE})")
                    String output)
            throws IOException {
        Path directory = Files.createTempDirectory("godwit-bench");
        try {
            print(EngineBench.run(directory, files, EngineClock.system()), output);
        } finally {
            delete(directory);
        }
        return 0;
    }

    @Command(
            name = "disk",
            mixinStandardHelpOptions = true,
            description =
                    "The disk stage of an agent, in process and without a network. Cases: small-4k,"
                            + " small-4k-hash (spread over directories), small-64k, write, read;"
                            + " with :cached behind it through the page cache, with :portable by the"
                            + " JDK's means.")
    int disk(
            @Parameters(
                            arity = "0..*",
                            defaultValue = "small-4k small-4k-hash small-64k write read",
                            split = " ",
                            paramLabel = "CASE",
                            description = "what to measure (default: ${DEFAULT-VALUE})")
                    List<String> cases,
            @Option(
                            names = "--directory",
                            defaultValue = ".",
                            description =
                                    "where on the filesystem to measure; a directory is made there"
                                            + " and removed (default: ${DEFAULT-VALUE})")
                    Path at,
            @Option(
                            names = "--files",
                            defaultValue = "20000",
                            description = "files of a small case (default: ${DEFAULT-VALUE})")
                    int files,
            @Option(
                            names = "--mib",
                            defaultValue = "4096",
                            description =
                                    "size of the others' file in MiB (default: ${DEFAULT-VALUE})")
                    int mib,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "text or json (default: ${DEFAULT-VALUE})")
                    String output)
            throws IOException {
        Path directory = Files.createTempDirectory(at, "godwit-bench-disk");
        try {
            for (String name : cases) {
                DiskBench.Size size = new DiskBench.Size(files, (long) mib << 20);
                print(DiskBench.run(directory, name, size, EngineClock.system()), output);
            }
        } finally {
            // At the very end: ext4 looks for a free inode among those just deleted for minutes.
            delete(directory);
        }
        return 0;
    }

    private static void print(List<Figure> figures, String output) {
        for (Figure figure : figures) {
            System.out.println(
                    output.equals("json")
                            ? String.format(
                                    Locale.ROOT,
                                    "{\"case\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}",
                                    figure.name(),
                                    figure.value(),
                                    figure.unit())
                            : String.format(
                                    Locale.ROOT,
                                    "%-14s %12.1f %s",
                                    figure.name(),
                                    figure.value(),
                                    figure.unit()));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
