package org.godwit.agent.transfer;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.agent.channel.BlockFetcher;
import org.godwit.agent.channel.Fetch;
import org.godwit.agent.channel.FetchSpec;
import org.godwit.agent.channel.Peer;
import org.godwit.agent.disk.ChecksumScan;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.FileChecksum;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.Storages;
import org.godwit.agent.storage.StoredFile;
import org.godwit.agent.wire.FrameLimits;
import org.godwit.message.TransferOrder;
import org.godwit.model.Adler32;
import org.godwit.model.Digest;
import org.godwit.model.DigestAlgorithm;
import org.godwit.model.FailureClass;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the transfers of an agent. Each goes: look at the final name (adopt an equal file, refuse
/// to replace another), make room, take up what an earlier attempt left, fetch the missing blocks,
/// check the whole, commit in a group. Nothing is visible at the final name before that.
/// Thread-safe.
public final class TransferService implements AutoCloseable {
    /// Transfers under way at once; more are refused, the engine keeps them.
    public static final int TRANSFERS_MAX = 16_384;

    /// What may be lost by a kill between two notes of progress: this much, or this long.
    private static final long SYNC_EVERY_BYTES = 64L << 20;

    private static final Duration SYNC_EVERY = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(TransferService.class);

    private final BlockFetcher client;
    private final Storages storages;
    private final DiskExecutors disks;
    private final EngineClock clock;
    private final Map<ReceivesFiles, Intake> intakes = new ConcurrentHashMap<>();
    private final Set<Transfer> running = ConcurrentHashMap.newKeySet();
    private final Map<IncomingFile, AtomicInteger> receiving = new ConcurrentHashMap<>();
    private final Thread ticker;
    private volatile boolean closing;

    public TransferService(
            BlockFetcher client, Storages storages, DiskExecutors disks, EngineClock clock) {
        this.client = client;
        this.storages = storages;
        this.disks = disks;
        this.clock = clock;
        this.ticker = Thread.ofVirtual().name("note-progress").start(this::tick);
    }

    /// Starts a transfer.
    ///
    /// @param grant signed envelope that lets this agent read the file, shown to the source as it
    ///   is
    /// @param listener hears of progress and of the end, perhaps before this returns
    public Transfer start(TransferOrder order, byte[] grant, TransferListener listener) {
        Transfer[] self = new Transfer[1];
        Transfer transfer =
                new Transfer(order, listener, clock.nanoTime(), () -> running.remove(self[0]));
        self[0] = transfer;
        if (grant.length > FrameLimits.ENVELOPE_BYTES_MAX) {
            fail(
                    transfer,
                    FailureClass.REFUSED,
                    "the grant has " + grant.length + " bytes, too many for a frame");
            return transfer;
        }
        if (closing || running.size() >= TRANSFERS_MAX) {
            fail(
                    transfer,
                    FailureClass.REFUSED,
                    "the agent is " + (closing ? "stopping" : "busy") + ", try later");
            return transfer;
        }
        running.add(transfer);
        try {
            disks.preparers().execute(() -> prepare(transfer, grant));
        } catch (RejectedExecutionException e) {
            fail(transfer, FailureClass.REFUSED, "the agent is stopping, try later");
        }
        return transfer;
    }

    /// Transfers that have not ended.
    public Set<Transfer> running() {
        return Set.copyOf(running);
    }

    private void fail(Transfer transfer, FailureClass failure, String reason) {
        transfer.fail(clock.nanoTime(), failure, reason);
    }

    private void prepare(Transfer transfer, byte[] grant) {
        TransferOrder order = transfer.order();
        String rse = order.destination().rse();
        try {
            Optional<String> cancelled = transfer.cancelled();
            if (cancelled.isPresent()) {
                fail(transfer, FailureClass.REFUSED, "cancelled: " + cancelled.get());
                return;
            }
            StorageProtocol storage =
                    storages.find(rse)
                            .orElseThrow(() -> refused("this agent does not serve RSE " + rse));
            ReceivesFiles receiver =
                    storage.receiver()
                            .orElseThrow(() -> refused("RSE " + rse + " is read-only here"));
            StoragePath path = StoragePath.parse(order.destination().path());
            if (lies(storage, receiver, path, transfer)) {
                arrived(transfer, true);
                return;
            }
            IncomingSpec spec =
                    new IncomingSpec(
                            key(order),
                            path,
                            order.id().did(),
                            order.bytes(),
                            order.adler32().value(),
                            client.blockBytes());
            Intake intake =
                    intakes.computeIfAbsent(receiver, r -> new Intake(storage, r, disks, clock));
            receive(transfer, intake, receiver.receive(spec), grant);
        } catch (StorageException e) {
            fail(transfer, Failures.atDestination(e), rse + ": " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("transfer {} failed unexpectedly", order.id(), e);
            fail(
                    transfer,
                    FailureClass.INTERNAL,
                    "internal error at the destination, see the agent's log: " + e);
        }
    }

    private static StorageException refused(String why) {
        return new StorageException(Kind.REFUSED, why);
    }

    /// All attempts at one replica share what they leave behind.
    private static String key(TransferOrder order) {
        return "%x-%x-%x".formatted(order.id().did(), order.id().rse(), order.id().generation());
    }

    /// Whether the file lies at its final name already. Another one there is put aside if the order
    /// says that it was declared bad.
    private static boolean lies(
            StorageProtocol storage, ReceivesFiles receiver, StoragePath path, Transfer transfer)
            throws StorageException {
        try {
            return adopt(storage, path, transfer);
        } catch (StorageException e) {
            if (e.kind() != Kind.EXISTS || !transfer.order().replaces()) {
                throw e;
            }
            log.warn("{}; put aside as {}", e.getMessage(), receiver.setAside(path));
            return false;
        }
    }

    /// Whether the file lies at its final name already.
    ///
    /// @throws StorageException EXISTS where another one does
    private static boolean adopt(StorageProtocol storage, StoragePath path, Transfer transfer)
            throws StorageException {
        TransferOrder order = transfer.order();
        Optional<StoredFile> there = storage.find(path);
        if (there.isEmpty()) {
            return false;
        }
        String found = "%d bytes".formatted(there.get().bytes());
        if (there.get().bytes() == order.bytes()) {
            FileChecksum content = ChecksumScan.of(storage, path, Set.of());
            if (content.adler32() == order.adler32().value()) {
                transfer.onStored(order.bytes());
                return true;
            }
            found += ", Adler-32 " + new Adler32(content.adler32());
        }
        throw new StorageException(
                Kind.EXISTS,
                "%s exists with other content (%s; wanted %d bytes, Adler-32 %s): move it away or declare it"
                        .formatted(path, found, order.bytes(), order.adler32()));
    }

    /// The file lies at its final name, verified. What else is wanted to be known of its content is
    /// read from there, apart from those that wait for their commit.
    private void arrived(Transfer transfer, boolean adopted) {
        if (transfer.order().digests().isEmpty()) {
            transfer.complete(clock.nanoTime(), adopted, List.of());
            return;
        }
        try {
            disks.preparers().execute(() -> digest(transfer, adopted));
        } catch (RejectedExecutionException e) {
            fail(transfer, FailureClass.REFUSED, "the agent is stopping, try later");
        }
    }

    private void digest(Transfer transfer, boolean adopted) {
        TransferOrder order = transfer.order();
        String rse = order.destination().rse();
        try {
            StorageProtocol storage =
                    storages.find(rse)
                            .orElseThrow(() -> refused("this agent does not serve RSE " + rse));
            Map<DigestAlgorithm, Optional<String>> wanted = new EnumMap<>(DigestAlgorithm.class);
            order.digests().forEach(digest -> wanted.put(digest.algorithm(), digest.expected()));
            StoragePath path = StoragePath.parse(order.destination().path());
            List<Digest> found = ChecksumScan.of(storage, path, wanted.keySet()).digests();
            Optional<Digest> wrong =
                    found.stream()
                            .filter(digest ->
                                    !wanted.getOrDefault(digest.algorithm(), Optional.empty())
                                            .orElse(digest.hex())
                                            .equals(digest.hex()))
                            .findFirst();
            if (wrong.isPresent()) {
                fail(transfer, FailureClass.INTEGRITY, contradiction(path, wrong.get(), wanted));
            } else {
                transfer.complete(clock.nanoTime(), adopted, found);
            }
        } catch (StorageException e) {
            fail(transfer, Failures.atDestination(e), rse + ": " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("digesting the file of {} failed unexpectedly", order.id(), e);
            fail(
                    transfer,
                    FailureClass.INTERNAL,
                    "internal error at the destination, see the agent's log: " + e);
        }
    }

    private static String contradiction(
            StoragePath path, Digest wrong, Map<DigestAlgorithm, Optional<String>> wanted) {
        return "%s: size and Adler-32 are right, but its %s is %s, known is %s: find out which content is right, and move the other away"
                .formatted(
                        path,
                        Digest.word(wrong.algorithm()),
                        wrong.hex(),
                        wanted.getOrDefault(wrong.algorithm(), Optional.empty()).orElse("none"));
    }

    private void receive(Transfer transfer, Intake intake, IncomingFile file, byte[] grant) {
        Reception reception =
                new Reception(transfer, file, intake.writers(file), new Ending(transfer, intake));
        if (file.spec().blocks() > 1) {
            receiving.put(file, new AtomicInteger());
        }
        Optional<String> cancelled = transfer.attach(reception);
        if (cancelled.isPresent()) {
            reception.cancel(cancelled.get());
            return;
        }
        if (reception.missing().isEmpty()) {
            reception.finish();
            return;
        }
        try {
            fetch(transfer, reception, grant);
        } catch (RuntimeException e) {
            reception.cancel("internal error at the destination, see the agent's log");
            throw e;
        }
    }

    private void fetch(Transfer transfer, Reception reception, byte[] grant) {
        TransferOrder order = transfer.order();
        TransferOrder.Source source = order.source();
        FetchSpec wanted =
                new FetchSpec(
                        grant,
                        source.rse(),
                        source.path(),
                        order.bytes(),
                        order.id().did(),
                        reception.missing());
        Fetch fetch =
                client.fetch(
                        new Peer(source.site(), source.agent(), source.host(), source.port()),
                        wanted,
                        reception);
        reception.attach(fetch);
    }

    private final class Ending implements Reception.End {
        private final Transfer transfer;
        private final Intake intake;

        Ending(Transfer transfer, Intake intake) {
            this.transfer = transfer;
            this.intake = intake;
        }

        @Override
        public void onVerified(IncomingFile file) {
            receiving.remove(file);
            intake.commits().submit(file, failure -> onCommitted(file, failure));
        }

        private void onCommitted(IncomingFile file, Optional<StorageException> failure) {
            if (failure.isEmpty()) {
                arrived(transfer, false);
            } else if (failure.get().kind() == Kind.EXISTS) {
                disks.preparers().execute(() -> onTaken(file.spec().path(), failure.get()));
            } else {
                failed(failure.get());
            }
        }

        /// Somebody was faster: perhaps with the same file.
        private void onTaken(StoragePath path, StorageException failure) {
            try {
                if (adopt(intake.storage(), path, transfer)) {
                    arrived(transfer, true);
                } else {
                    failed(failure);
                }
            } catch (StorageException e) {
                failed(e);
            }
        }

        private void failed(StorageException e) {
            fail(
                    transfer,
                    Failures.atDestination(e),
                    transfer.order().destination().rse() + ": " + e.getMessage());
        }

        @Override
        public void onFailed(
                IncomingFile file, FailureClass failure, String reason, boolean discard) {
            receiving.remove(file);
            Runnable end =
                    () -> {
                        if (discard) {
                            file.discard();
                        } else {
                            noteProgress(file);
                            file.close();
                        }
                        fail(transfer, failure, reason);
                    };
            try {
                disks.syncers().execute(end);
            } catch (RejectedExecutionException e) {
                file.close();
                fail(transfer, failure, reason);
            }
        }
    }

    /// Notes the progress of files that have grown, until the service is closed.
    private void tick() {
        try {
            int round = 0;
            while (!closing) {
                clock.sleep(SYNC_EVERY.dividedBy(4));
                boolean all = ++round % 4 == 0;
                receiving.forEach((file, busy) -> noteLater(file, busy, all));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void noteLater(IncomingFile file, AtomicInteger busy, boolean all) {
        long unsynced = file.unsyncedBytes();
        if (unsynced == 0 || !(all || unsynced >= SYNC_EVERY_BYTES) || busy.getAndSet(1) != 0) {
            return;
        }
        disks.syncers()
                .execute(() -> {
                    noteProgress(file);
                    busy.set(0);
                });
    }

    private static void noteProgress(IncomingFile file) {
        try {
            file.sync();
        } catch (StorageException e) {
            // The transfer goes on: only a resume would have to fetch these blocks again.
            log.warn("progress of {} not noted: {}", file.spec().path(), e.getMessage());
        }
    }

    /// Stops all transfers and keeps what they have; call it before the client and the disks close.
    @Override
    public void close() {
        closing = true;
        ticker.interrupt();
        running.forEach(transfer -> transfer.cancel("the agent is stopping"));
        intakes.values().forEach(Intake::close);
    }
}
