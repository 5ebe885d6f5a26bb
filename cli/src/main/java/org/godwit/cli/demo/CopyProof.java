package org.godwit.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.cli.demo.DatasetCopies.File;

/// Reads every copy of a dataset's files back from the disk and compares size and Adler-32 with the
/// source's own, read from the disk as well.
///
/// @param files how many were compared
/// @param bytes that the copies of one destination have together
/// @param problems what is not as it should be, a line each
public record CopyProof(int files, long bytes, List<String> problems) {
    private static final int THREADS = 2;

    /// What is wrong comes in thousands or not at all: the first lines tell it.
    private static final int PROBLEMS_MAX = 100;

    public CopyProof {
        problems = List.copyOf(problems);
    }

    /// Reads it all.
    ///
    /// @param source the RSE where the dataset was registered
    /// @param destinations the RSEs where each file must be
    public static CopyProof of(DatasetCopies dataset, String source, List<String> destinations)
            throws IOException, InterruptedException {
        List<String> problems = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger next = new AtomicInteger();
        AtomicLong bytes = new AtomicLong();
        List<File> files = dataset.files();
        Parallel.run(
                THREADS,
                () -> {
                    for (int i = next.getAndIncrement();
                            i < files.size() && problems.size() < PROBLEMS_MAX;
                            i = next.getAndIncrement()) {
                        bytes.addAndGet(compare(files.get(i), source, destinations, problems));
                    }
                });
        return new CopyProof(files.size(), bytes.get(), problems);
    }

    /// Answers the source's size.
    private static long compare(
            File file, String source, List<String> destinations, List<String> problems)
            throws IOException {
        Optional<Fingerprint> original = read(file, source, problems);
        if (original.isEmpty()) {
            return 0;
        }
        if (!original.get().equals(file.registered())) {
            problems.add(
                    "%s: registered with %s, but %s has %s"
                            .formatted(file.name(), file.registered(), source, original.get()));
        }
        for (String destination : destinations) {
            Optional<Fingerprint> copy = read(file, destination, problems);
            if (copy.isPresent() && !copy.equals(original)) {
                problems.add(
                        "%s: %s has %s, %s has %s"
                                .formatted(
                                        file.name(),
                                        source,
                                        original.get(),
                                        destination,
                                        copy.get()));
            }
        }
        return original.get().bytes();
    }

    private static Optional<Fingerprint> read(File file, String rse, List<String> problems)
            throws IOException {
        Path path = file.copies().get(rse);
        if (path == null) {
            problems.add("%s: no available replica at %s".formatted(file.name(), rse));
            return Optional.empty();
        }
        return Optional.of(Fingerprint.of(path));
    }
}
