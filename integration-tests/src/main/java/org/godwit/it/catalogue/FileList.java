package org.godwit.it.catalogue;

import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.godwit.registration.ReplicaLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./godwit bench file-list`: the files that the catalogue's benchmark uses, as a list for `godwit
/// replica add --from` and `godwit catalog load`.
@Command(
        name = "file-list",
        mixinStandardHelpOptions = true,
        description =
                "Print a list of files as experiments name them, as CSV for godwit replica add"
                        + " --from and godwit catalog load. The same seed gives the same list.")
public final class FileList implements Callable<Integer> {
    static final String HEADER = "rse,scope,name,bytes,adler32,dataset";

    @Option(
            names = "--files",
            defaultValue = "1000000",
            description = "how many (default: ${DEFAULT-VALUE})")
    private long files;

    @Option(
            names = "--copies",
            defaultValue = "2",
            description = "of each file (default: ${DEFAULT-VALUE})")
    private int copies;

    @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
    private long seed;

    /// For picocli.
    public FileList() {}

    @Override
    public Integer call() {
        RealisticFiles source = new RealisticFiles(seed, "d", copies);
        PrintStream out =
                new PrintStream(
                        new BufferedOutputStream(System.out, 1 << 16),
                        false,
                        StandardCharsets.UTF_8);
        out.println(HEADER);
        long left = files;
        for (long dataset = 0; left > 0; dataset++) {
            int count = (int) Math.min(left, LargeCatalogue.FILES_PER_DATASET);
            source.dataset(dataset, count).forEach(line -> out.println(csv(line)));
            left -= count;
        }
        out.flush();
        return 0;
    }

    static String csv(ReplicaLine line) {
        return String.join(";", line.rses())
                + ","
                + line.file().scope()
                + ","
                + line.file().name()
                + ","
                + line.bytes()
                + ","
                + line.adler32()
                + ","
                + line.dataset().map(dataset -> dataset.name()).orElse("");
    }
}
