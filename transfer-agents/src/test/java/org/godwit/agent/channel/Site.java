package org.godwit.agent.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.posix.PosixStorage;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.transfer.TransferService;
import org.godwit.agent.wire.Frame;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.jspecify.annotations.Nullable;

/// One agent's data plane in a test: a directory as its RSE (of the same name), a server that
/// serves it and a service that fills it, over real sockets.
final class Site implements AutoCloseable {
    static final long SLAB_BYTES = 4L << 20;
    static final SkeinOptions OPTIONS = SkeinOptions.of(4, 64 << 10, 2L << 20, 512L << 10);

    final String name;
    final Path root;
    final SlabRing sendSlabs;
    final SlabRing receiveSlabs;
    final DiskExecutors disks = new DiskExecutors(2, 2, 2, 4);
    final StorageProtocol storage;
    final AtomicReference<GrantVerifier> verifier =
            new AtomicReference<>((_, _) -> _ -> Optional.empty());

    /// How links that end here are to be protected.
    final AtomicReference<Protection> protection = new AtomicReference<>(Protection.TLS);

    final SkeinServer server;
    final SkeinClient client;
    final TransferService transfers;
    private final DataNetwork network;
    private final ChannelSecurity security;
    private boolean closed;
    int port;

    Site(String name, Path root, ChannelSecurity security) {
        this(name, root, security, OPTIONS, ConnectionTap.NONE, null, true);
    }

    Site(
            String name,
            Path root,
            ChannelSecurity security,
            SkeinOptions options,
            ConnectionTap tap,
            @Nullable StorageProtocol custom,
            boolean epoll) {
        this.name = name;
        this.security = security;
        this.root = root;
        this.network = new DataNetwork(2, epoll);
        this.sendSlabs = new SlabRing(options.blockBytes(), SLAB_BYTES);
        this.receiveSlabs = new SlabRing(options.blockBytes(), SLAB_BYTES);
        try {
            Files.createDirectories(root);
            this.storage =
                    custom != null
                            ? custom
                            : PosixStorage.writable(root, disks.syncers(), EngineClock.system());
        } catch (IOException | StorageException e) {
            throw new IllegalStateException(e);
        }
        this.server =
                new SkeinServer(
                        network,
                        security,
                        name,
                        new SkeinServer.Source(
                                this::find,
                                (reader, envelope) -> verifier.get().open(reader, envelope),
                                sendSlabs,
                                disks,
                                options),
                        new SecureRandom(),
                        EngineClock.system());
        this.client =
                new SkeinClient(
                        network,
                        security,
                        name,
                        new SkeinClient.Sink(receiveSlabs, options),
                        new Terms(),
                        new SecureRandom(),
                        EngineClock.system(),
                        tap);
        this.transfers = new TransferService(client, this::find, disks, EngineClock.system());
        this.port = server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private final class Terms implements LinkTerms {
        @Override
        public Protection protection(String sourceSite) {
            return protection.get();
        }

        @Override
        public long bytesPerSecondMax(String sourceSite) {
            return 0;
        }
    }

    /// The security of an agent that accepts every protection.
    static ChannelSecurity lenient(Credentials credentials) {
        return ChannelSecurity.of(
                credentials, EnumSet.allOf(Protection.class), MacAlgorithm.POLY1305);
    }

    Site protectedBy(Protection level) {
        protection.set(level);
        return this;
    }

    private Optional<StorageProtocol> find(String rse) {
        return rse.equals(name) ? Optional.of(storage) : Optional.empty();
    }

    /// Files under the root that users see.
    List<String> visible() {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .filter(path -> !path.startsWith(".godwit"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Files in Godwit's own directory.
    List<String> hidden() {
        try (Stream<Path> walk = Files.walk(root.resolve(".godwit"))) {
            return walk.filter(Files::isRegularFile)
                    .map(p -> String.valueOf(p.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        transfers.close();
        client.close();
        server.close();
        disks.close();
        network.close();
        security.close();
        storage.close();
    }

    static Frame.Binding anyBinding(int ref, String path) {
        return new Frame.Binding(ref, "UK", path, 10, 1);
    }
}
