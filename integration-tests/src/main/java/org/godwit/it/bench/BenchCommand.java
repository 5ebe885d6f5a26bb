package org.godwit.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.godwit.it.catalogue.CatalogueCommand;
import org.godwit.it.catalogue.FileList;
import org.godwit.it.rules.RulesCommand;
import org.godwit.it.wan.cases.PairCommand;
import org.godwit.it.wan.cases.WanCommand;
import org.godwit.it.wan.lab.LinkCommand;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./godwit bench`: measures and prints one line a case.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure parts of Godwit.",
        subcommands = {
            WanCommand.class,
            PairCommand.class,
            LinkCommand.class,
            CatalogueCommand.class,
            FileList.class,
            RulesCommand.class
        })
public final class BenchCommand implements Callable<Integer> {
    /// For picocli.
    public BenchCommand() {}

    @Override
    public Integer call() {
        System.err.println(
                "godwit bench: say what to measure: godwit bench engine | wan | pair | link | catalogue | rules");
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
