package org.godwit.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.godwit.agent.disk.ChecksumScan;
import org.godwit.agent.disk.FileChecksum;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.StoredFile;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Adler32;

/// One scan: walks a directory in the order of names, reads every file, and reports in parts. Goes
/// on only while the engine takes the parts, so that an absent engine fills no memory. [#run] is
/// called once; the rest is thread-safe.
final class Scan {
    /// Files in a part; with a name of 250 bytes each it stays well below the post's bound.
    static final int FILES_PER_PART = 500;

    /// A part of large files is sent sooner, so that progress shows.
    static final long BYTES_PER_PART = 4L << 30;

    /// Parts told and not received; the scan waits beyond.
    private static final int PARTS_WAITING_MAX = 4;

    /// Problems told one by one in a part.
    private static final int PROBLEMS_PER_PART = 500;

    /// A part of the report.
    static final class Part {
        private final long sequence;
        private final long first;
        private final List<FromAgent.ScannedFile> files;
        private final List<FromAgent.ScanProblem> problems;
        private final boolean finished;
        private volatile long toldAtNanos;

        Part(
                long sequence,
                long first,
                List<FromAgent.ScannedFile> files,
                List<FromAgent.ScanProblem> problems,
                boolean finished) {
            this.sequence = sequence;
            this.first = first;
            this.files = List.copyOf(files);
            this.problems = List.copyOf(problems);
            this.finished = finished;
        }

        long sequence() {
            return sequence;
        }

        long first() {
            return first;
        }

        /// The number of the file behind it.
        long end() {
            return first + files.size() + problems.size();
        }

        List<FromAgent.ScannedFile> files() {
            return files;
        }

        List<FromAgent.ScanProblem> problems() {
            return problems;
        }

        boolean finished() {
            return finished;
        }

        long toldAt() {
            return toldAtNanos;
        }

        void toldAt(long nanos) {
            toldAtNanos = nanos;
        }
    }

    private record Reading(StoredFile file, CompletableFuture<FileChecksum> checksum) {}

    private final ToAgent.Scan order;
    private final Optional<StorageProtocol> storage;
    private final Executor readers;
    private final BiConsumer<Scan, Part> teller;
    private final Map<Long, Part> unreceived = new TreeMap<>();
    private boolean stopped;

    /// What comes before this file was acknowledged and is forgotten.
    private long forgottenTo;

    private final List<Reading> readings = new ArrayList<>();
    private final List<FromAgent.ScanProblem> problems = new ArrayList<>();
    private long readingBytes;
    private long passed;
    private long first;
    private long nextSequence;

    Scan(
            ToAgent.Scan order,
            Optional<StorageProtocol> storage,
            Executor readers,
            BiConsumer<Scan, Part> teller) {
        this.order = order;
        this.storage = storage;
        this.readers = readers;
        this.teller = teller;
        this.first = order.resumeAt();
        this.forgottenTo = order.resumeAt();
    }

    ToAgent.Scan order() {
        return order;
    }

    void run() throws InterruptedException {
        try {
            StorageProtocol from =
                    storage.orElseThrow(() ->
                            new StorageException(
                                    StorageException.Kind.REFUSED,
                                    "this agent does not serve RSE " + order.rse()));
            from.walk(under(), new Walker(from));
        } catch (StorageException e) {
            problems.add(new FromAgent.ScanProblem(order.path(), String.valueOf(e.getMessage())));
        } catch (StoppedException e) {
            return;
        }
        tell(true);
    }

    private Optional<StoragePath> under() throws StorageException {
        return order.path().isEmpty()
                ? Optional.empty()
                : Optional.of(StoragePath.parse(order.path()));
    }

    /// Ends the walk from within.
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final class Walker implements StorageProtocol.Visitor {
        private final StorageProtocol from;

        Walker(StorageProtocol from) {
            this.from = from;
        }

        @Override
        public boolean file(StoredFile file) {
            if (passed++ < order.resumeAt()) {
                return true;
            }
            readings.add(
                    new Reading(
                            file, CompletableFuture.supplyAsync(() -> checksum(file), readers)));
            readingBytes += file.bytes();
            tellIfFull();
            return true;
        }

        private FileChecksum checksum(StoredFile file) {
            try {
                return ChecksumScan.of(from, file.path(), Set.of());
            } catch (StorageException e) {
                throw new CompletionException(e);
            }
        }

        @Override
        public void skipped(String path, String why) {
            if (passed++ < order.resumeAt()) {
                return;
            }
            problems.add(new FromAgent.ScanProblem(path, why));
            tellIfFull();
        }
    }

    private void tellIfFull() {
        if (readings.size() >= FILES_PER_PART
                || readingBytes >= BYTES_PER_PART
                || problems.size() >= PROBLEMS_PER_PART) {
            try {
                tell(false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            }
        }
    }

    /// Waits for the checksums and tells a part, once the engine has taken enough of those before.
    private void tell(boolean finished) throws InterruptedException {
        List<FromAgent.ScannedFile> files = new ArrayList<>();
        for (Reading reading : readings) {
            try {
                files.add(scanned(reading.file(), reading.checksum().join()));
            } catch (CompletionException e) {
                String why =
                        e.getCause() == null
                                ? String.valueOf(e)
                                : String.valueOf(e.getCause().getMessage());
                problems.add(new FromAgent.ScanProblem(reading.file().path().toString(), why));
            }
        }
        Part part = new Part(nextSequence++, first, files, problems, finished);
        first += files.size() + problems.size();
        readings.clear();
        problems.clear();
        readingBytes = 0;
        synchronized (this) {
            while (unreceived.size() >= PARTS_WAITING_MAX && !stopped) {
                wait();
            }
            if (stopped) {
                throw new StoppedException();
            }
            unreceived.put(part.sequence(), part);
        }
        teller.accept(this, part);
    }

    private FromAgent.ScannedFile scanned(StoredFile file, FileChecksum checksum) {
        String path = file.path().toString();
        boolean below = path.startsWith(order.path() + "/");
        String name = below ? path.substring(order.path().length() + 1) : path;
        return new FromAgent.ScannedFile(
                path, name, checksum.bytes(), new Adler32(checksum.adler32()));
    }

    synchronized List<Part> unreceived() {
        return List.copyOf(unreceived.values());
    }

    /// The engine has a part.
    ///
    /// @return whether that was the last one
    synchronized boolean received(long sequence) {
        Optional<Part> part = Optional.ofNullable(unreceived.remove(sequence));
        part.ifPresent(p -> forgottenTo = Math.max(forgottenTo, p.end()));
        notifyAll();
        return part.isPresent() && part.get().finished() && unreceived.isEmpty();
    }

    /// Whether all parts from a file on are still to be told, or told and kept.
    synchronized boolean canTellFrom(long file) {
        return file >= forgottenTo;
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
