package org.godwit.agent.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.agent.transfer.Transfer;
import org.godwit.agent.transfer.TransferListener;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.OrderId;
import org.jspecify.annotations.Nullable;

/// Makes files and moves them between sites.
final class Moves {
    private static final long WAIT_SECONDS_MAX = 60;

    private Moves() {}

    /// A transfer under way, in a test.
    static final class Running implements TransferListener {
        final CompletableFuture<TransferOutcome> outcome = new CompletableFuture<>();
        final AtomicLong written = new AtomicLong();
        private @Nullable Transfer transfer;

        @Override
        public void onBytesWritten(int bytes) {
            written.addAndGet(bytes);
        }

        @Override
        public void onEnd(TransferOutcome end) {
            if (!outcome.complete(end)) {
                throw new IllegalStateException("ended twice");
            }
        }

        Transfer transfer() {
            return Objects.requireNonNull(transfer);
        }

        TransferOutcome await() {
            try {
                return outcome.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("no outcome", e);
            }
        }

        TransferOutcome.Completed completed() {
            if (await() instanceof TransferOutcome.Completed completed) {
                return completed;
            }
            throw new AssertionError("not completed: " + await());
        }

        TransferOutcome.Failed failed() {
            if (await() instanceof TransferOutcome.Failed failed) {
                return failed;
            }
            throw new AssertionError("not failed: " + await());
        }
    }

    static byte[] content(int bytes, long seed) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    static byte[] put(Site site, String path, int bytes, long seed) {
        byte[] content = content(bytes, seed);
        try {
            Path file = site.root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content;
    }

    static TransferOrder order(Site from, Site to, String path, byte[] content, long did) {
        return order(from, to, path, content.length, adler(content), did);
    }

    static TransferOrder order(Site from, Site to, String path, long bytes, int adler, long did) {
        return new TransferOrder(
                new OrderId(did, 2, 1, 1),
                new Did("test", "file-" + did),
                bytes,
                new Adler32(adler),
                "User Subscriptions",
                3,
                new TransferOrder.Source(
                        from.name, from.name, "127.0.0.1", from.port, from.name, path),
                new TransferOrder.Destination(to.name, to.name, path),
                0);
    }

    /// The same order, with another agent as the source's.
    static TransferOrder fromAgent(TransferOrder order, String agent) {
        TransferOrder.Source from = order.source();
        return from(
                order,
                new TransferOrder.Source(
                        from.site(), agent, from.host(), from.port(), from.rse(), from.path()));
    }

    /// The same order, with the source's agent at another port of this host.
    static TransferOrder fromPort(TransferOrder order, int port) {
        TransferOrder.Source from = order.source();
        return from(
                order,
                new TransferOrder.Source(
                        from.site(), from.agent(), from.host(), port, from.rse(), from.path()));
    }

    private static TransferOrder from(TransferOrder order, TransferOrder.Source source) {
        return new TransferOrder(
                order.id(),
                order.name(),
                order.bytes(),
                order.adler32(),
                order.activity(),
                order.priority(),
                source,
                order.destination(),
                order.grant());
    }

    static int adler(byte[] content) {
        java.util.zip.Adler32 adler = new java.util.zip.Adler32();
        adler.update(content);
        return (int) adler.getValue();
    }

    static Running start(Site to, TransferOrder order) {
        Running running = new Running();
        running.transfer = to.transfers.start(order, new byte[] {1, 2, 3}, running);
        return running;
    }

    static byte[] read(Site site, String path) {
        try {
            return Files.readAllBytes(site.root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
