package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.storage.posix.PosixStorage;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.FailureClass;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Files between two agents over connections of each protection, on real disks.
@ParameterizedClass
@EnumSource(Protection.class)
class TransferTest {
    private static final int BLOCK = Site.OPTIONS.blockBytes();

    @TempDir Path directory;
    private final Protection protection;
    private TestDeployment deployment;
    private Site uk;
    private Site fr;

    TransferTest(Protection protection) {
        this.protection = protection;
    }

    @BeforeEach
    void startSites() {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        uk = new Site("UK", directory.resolve("uk"), security("UK")).protectedBy(protection);
        fr = new Site("FR", directory.resolve("fr"), security("FR")).protectedBy(protection);
    }

    private ChannelSecurity security(String agent) {
        return Site.lenient(deployment.agent(agent));
    }

    @AfterEach
    void stopSites() {
        uk.close();
        fr.close();
    }

    @Test
    void movesAFileOfManyBlocks() {
        byte[] content = Moves.put(uk, "night/exposure.fits", 20 * BLOCK + 17, 1);
        Moves.Running running =
                Moves.start(fr, Moves.order(uk, fr, "night/exposure.fits", content, 1));

        TransferOutcome.Completed done = running.completed();

        assertThat(Moves.read(fr, "night/exposure.fits")).isEqualTo(content);
        assertThat(done.bytesMoved()).isEqualTo(content.length);
        assertThat(done.adopted()).isFalse();
        assertThat(running.written.get()).isEqualTo(content.length);
        assertThat(fr.hidden()).isEmpty();
        assertThat(fr.receiveSlabs.inUse()).isZero();
    }

    @Test
    void takesNamesAsUsersHaveThem() {
        List<String> names =
                List.of(
                        "with space/a b.txt",
                        "größe/Ωμέγα 天文.fits",
                        "a".repeat(250),
                        "deep/er/and/deeper/x");
        List<Moves.Running> running = new ArrayList<>();
        for (String name : names) {
            byte[] content = Moves.put(uk, name, 1000 + name.length(), name.hashCode());
            running.add(Moves.start(fr, Moves.order(uk, fr, name, content, running.size() + 1)));
        }
        running.forEach(Moves.Running::completed);
        for (String name : names) {
            assertThat(Moves.read(fr, name)).isEqualTo(Moves.read(uk, name));
        }
    }

    @Test
    void movesAnEmptyFile() {
        byte[] content = Moves.put(uk, "empty", 0, 0);
        Moves.start(fr, Moves.order(uk, fr, "empty", content, 1)).completed();
        assertThat(Moves.read(fr, "empty")).isEmpty();
    }

    @Test
    void movesTwoThousandSmallFilesOverTheSameConnections() {
        List<Moves.Running> running = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] content = Moves.put(uk, "d" + i % 7 + "/f" + i, 100 + i, i);
            running.add(Moves.start(fr, Moves.order(uk, fr, "d" + i % 7 + "/f" + i, content, i)));
        }
        running.forEach(Moves.Running::completed);
        for (int i = 0; i < 2_000; i++) {
            assertThat(Moves.read(fr, "d" + i % 7 + "/f" + i)).isEqualTo(Moves.content(100 + i, i));
        }
        assertThat(fr.receiveSlabs.allocatedBytes()).isLessThanOrEqualTo(Site.SLAB_BYTES);
    }

    @Test
    void refusesAFileThatChangedAfterRegistration() throws IOException {
        byte[] content = Moves.put(uk, "f", 5 * BLOCK, 1);
        TransferOrder order = Moves.order(uk, fr, "f", content, 1);
        content[3 * BLOCK + 5] ^= 1;
        Files.write(uk.root.resolve("f"), content);

        TransferOutcome.Failed failed = Moves.start(fr, order).failed();

        assertThat(failed.failure()).isEqualTo(FailureClass.INTEGRITY);
        assertThat(failed.reason()).contains("UK").contains(order.adler32().toString());
        assertThat(fr.visible()).isEmpty();
        assertThat(fr.hidden()).isEmpty();
    }

    @Test
    void refusesAFileOfAnotherSizeThanRegistered() throws IOException {
        byte[] content = Moves.put(uk, "f", 5 * BLOCK, 1);
        TransferOrder order = Moves.order(uk, fr, "f", content, 1);
        Files.write(uk.root.resolve("f"), new byte[3]);

        TransferOutcome.Failed failed = Moves.start(fr, order).failed();

        assertThat(failed.failure()).isEqualTo(FailureClass.INTEGRITY);
        assertThat(fr.visible()).isEmpty();
    }

    @Test
    void saysThatASourceFileVanished() {
        TransferOutcome.Failed failed =
                Moves.start(fr, Moves.order(uk, fr, "gone", 10, 1, 1)).failed();
        assertThat(failed.failure()).isEqualTo(FailureClass.SOURCE);
        assertThat(failed.reason()).contains("gone").contains("no such file");
    }

    @Test
    void adoptsAnEqualFileAndReplacesNoOther() throws IOException {
        byte[] content = Moves.put(uk, "same", 3000, 1);
        Moves.put(fr, "same", 3000, 1);
        byte[] other = Moves.put(uk, "other", 3000, 2);
        Moves.put(fr, "other", 3000, 3);

        assertThat(Moves.start(fr, Moves.order(uk, fr, "same", content, 1)).completed().adopted())
                .isTrue();
        TransferOutcome.Failed failed =
                Moves.start(fr, Moves.order(uk, fr, "other", other, 2)).failed();

        assertThat(failed.failure()).isEqualTo(FailureClass.DESTINATION);
        assertThat(failed.reason()).contains("other content");
        assertThat(Moves.read(fr, "other")).isEqualTo(Moves.content(3000, 3));
    }

    @Test
    void obeysTheGrantVerifier() {
        byte[] content = Moves.put(uk, "secret", 100, 1);
        uk.verifier.set(
                (reader, _) -> file -> Optional.of(reader + " may not read " + file.path()));

        TransferOutcome.Failed failed =
                Moves.start(fr, Moves.order(uk, fr, "secret", content, 1)).failed();

        assertThat(failed.failure()).isEqualTo(FailureClass.REFUSED);
        assertThat(failed.reason()).contains("FR may not read secret");
        assertThat(fr.visible()).isEmpty();
    }

    @Test
    void neverWritesToAReadOnlyStorage() throws Exception {
        Path input = Files.createDirectories(directory.resolve("input"));
        Files.writeString(input.resolve("f"), "hello");
        try (Site user =
                new Site(
                        "IN",
                        input,
                        security("IN"),
                        Site.OPTIONS,
                        ConnectionTap.NONE,
                        PosixStorage.readOnly(input),
                        true)) {
            user.protectedBy(protection);
            byte[] content = Moves.read(user, "f");
            Moves.start(fr, Moves.order(user, fr, "f", content, 1)).completed();
            byte[] back = Moves.put(uk, "g", 5, 1);
            assertThat(Moves.start(user, Moves.order(uk, user, "g", back, 2)).failed().failure())
                    .isEqualTo(FailureClass.REFUSED);
            assertThat(input.toFile().list()).containsExactly("f");
        }
    }

    @Test
    void refusesAPathThatLeavesTheRootAtBothEnds() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(uk.root.resolve("out"), outside);
        Files.createSymbolicLink(fr.root.resolve("out"), outside);
        byte[] content = Files.readAllBytes(outside.resolve("secret"));

        TransferOutcome.Failed source =
                Moves.start(fr, order(Moves.order(uk, fr, "out/secret", content, 1), "elsewhere"))
                        .failed();
        byte[] fine = Moves.put(uk, "fine", 10, 1);
        TransferOutcome.Failed destination =
                Moves.start(fr, order(Moves.order(uk, fr, "fine", fine, 2), "out/new")).failed();
        TransferOutcome.Failed dots =
                Moves.start(fr, order(Moves.order(uk, fr, "fine", fine, 3), "../new")).failed();

        assertThat(source.failure()).isEqualTo(FailureClass.REFUSED);
        assertThat(destination.failure()).isEqualTo(FailureClass.REFUSED);
        assertThat(dots.failure()).isEqualTo(FailureClass.REFUSED);
        assertThat(outside.toFile().list()).containsExactly("secret");
    }

    private static TransferOrder order(TransferOrder order, String destinationPath) {
        TransferOrder.Destination to = order.destination();
        return new TransferOrder(
                order.id(),
                order.name(),
                order.bytes(),
                order.adler32(),
                order.activity(),
                order.priority(),
                order.source(),
                new TransferOrder.Destination(to.site(), to.rse(), destinationPath),
                order.grant());
    }

    @Test
    void namesTheAgentThatCannotBeReached() {
        byte[] content = Moves.put(uk, "f", 10, 1);
        TransferOrder order = Moves.order(uk, fr, "f", content, 1);
        uk.close();
        try (Site impatient =
                new Site(
                        "ES",
                        directory.resolve("es"),
                        security("ES"),
                        Site.OPTIONS.withTimes(
                                java.time.Duration.ofSeconds(1),
                                java.time.Duration.ofSeconds(5),
                                java.time.Duration.ofSeconds(5)),
                        ConnectionTap.NONE,
                        null,
                        true)) {
            TransferOutcome.Failed failed = Moves.start(impatient, rse(order, "ES")).failed();
            assertThat(failed.failure()).isEqualTo(FailureClass.NETWORK);
            assertThat(failed.reason()).contains("agent UK at 127.0.0.1");
        }
    }

    private static TransferOrder rse(TransferOrder order, String rse) {
        return new TransferOrder(
                order.id(),
                order.name(),
                order.bytes(),
                order.adler32(),
                order.activity(),
                order.priority(),
                order.source(),
                new TransferOrder.Destination(rse, rse, order.destination().path()),
                order.grant());
    }

    @Test
    void worksWithoutEpoll() {
        try (Site a =
                        new Site(
                                "A",
                                directory.resolve("a"),
                                Site.lenient(deployment.agent("A")),
                                Site.OPTIONS,
                                ConnectionTap.NONE,
                                null,
                                false);
                Site b =
                        new Site(
                                "B",
                                directory.resolve("b"),
                                Site.lenient(deployment.agent("B")),
                                Site.OPTIONS,
                                ConnectionTap.NONE,
                                null,
                                false)) {
            b.protectedBy(protection);
            byte[] content = Moves.put(a, "f", 7 * BLOCK + 1, 1);
            Moves.start(b, Moves.order(a, b, "f", content, 1)).completed();
            assertThat(Moves.read(b, "f")).isEqualTo(content);
        }
    }

    @Test
    void cancelsAndKeepsWhatIsDurable() {
        byte[] content = Moves.put(uk, "f", 40 * BLOCK, 1);
        Moves.Running running = Moves.start(fr, Moves.order(uk, fr, "f", content, 1));
        running.transfer().cancel("no longer wanted");
        switch (running.await()) {
            case TransferOutcome.Completed _ -> assertThat(fr.visible()).containsExactly("f");
            case TransferOutcome.Failed failed -> {
                assertThat(failed.failure()).isEqualTo(FailureClass.REFUSED);
                assertThat(failed.reason()).contains("no longer wanted");
                assertThat(fr.visible()).isEmpty();
            }
        }
    }
}
