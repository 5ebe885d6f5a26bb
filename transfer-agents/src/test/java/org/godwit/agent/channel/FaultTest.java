package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.posix.PosixStorage;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.message.TransferOutcome;
import org.godwit.model.FailureClass;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.security.TestDeployment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes wrong between two agents, and that the file is right nevertheless or nothing is
/// visible.
@ParameterizedClass
@EnumSource(Protection.class)
class FaultTest {
    private static final int BLOCK = Site.OPTIONS.blockBytes();
    private static final int LARGE_BLOCK = 256 << 10;

    @TempDir Path directory;
    private final Protection protection;
    private final WireFaults faults = new WireFaults();
    private final List<Site> sites = new ArrayList<>();
    private TestDeployment deployment;
    private Site uk;

    FaultTest(Protection protection) {
        this.protection = protection;
    }

    @BeforeEach
    void startSource() {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        uk = site("UK", Site.OPTIONS, null);
    }

    private Site site(String name, SkeinOptions options, @Nullable StorageProtocol storage) {
        return site(name, directory.resolve(name), options, storage);
    }

    private Site site(
            String name, Path root, SkeinOptions options, @Nullable StorageProtocol storage) {
        ChannelSecurity security = Site.lenient(deployment.agent(name + sites.size()));
        Site site = new Site(name + sites.size(), root, security, options, faults, storage, true);
        sites.add(site);
        return site.protectedBy(protection);
    }

    @AfterEach
    void stopSites() {
        sites.forEach(Site::close);
    }

    private static void await(BooleanSupplier condition) {
        EngineClock clock = EngineClock.system();
        long deadline = clock.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(clock.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void fetchesDamagedBlocksAgainAndNoOthers() {
        Site fr = site("FR", Site.OPTIONS, null);
        byte[] content = Moves.put(uk, "f", 60 * BLOCK, 1);
        faults.damageEvery = 700_000;

        TransferOutcome.Completed done =
                Moves.start(fr, Moves.order(uk, fr, "f", content, 1)).completed();

        assertThat(faults.damaged.get()).isPositive();
        assertThat(Moves.read(fr, "f")).isEqualTo(content);
        // Two damages may hit one block, or a header, which costs the connection instead.
        assertThat(done.bytesMoved())
                .isBetween(
                        (long) content.length,
                        content.length + (long) faults.damaged.get() * BLOCK);
    }

    @Test
    void givesUpWhereABlockNeverArrivesWhole() {
        Site fr = site("FR", Site.OPTIONS, null);
        byte[] content = Moves.put(uk, "f", 3 * BLOCK, 1);
        faults.damageEvery = 1;

        TransferOutcome.Failed failed =
                Moves.start(fr, Moves.order(uk, fr, "f", content, 1)).failed();

        assertThat(failed.failure()).isEqualTo(FailureClass.INTEGRITY);
        assertThat(failed.reason()).contains("damaged");
        assertThat(fr.visible()).isEmpty();
    }

    @Test
    void losesNothingWhenConnectionsBreak() {
        Site fr = site("FR", Site.OPTIONS, null);
        byte[] content = Moves.put(uk, "f", 200 * BLOCK, 1);
        faults.cutEvery = 1_500_000;

        TransferOutcome.Completed done =
                Moves.start(fr, Moves.order(uk, fr, "f", content, 1)).completed();

        assertThat(faults.cut.get()).isGreaterThan(3);
        assertThat(Moves.read(fr, "f")).isEqualTo(content);
        // Every block that arrived whole was kept.
        assertThat(done.bytesMoved()).isEqualTo(content.length);
    }

    @Test
    void doesNotWaitForTheOneConnectionThatCrawls() {
        SkeinOptions options =
                Site.OPTIONS
                        .withSizes(LARGE_BLOCK, 64 * LARGE_BLOCK, 8 * LARGE_BLOCK)
                        .withConnections(8)
                        .withTimes(
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(10));
        Site us = site("US", options, null);
        Site fr = site("FR", options, null);
        byte[] content = Moves.put(us, "f", 128 * LARGE_BLOCK, 1);
        faults.firstSilentFrom = 3 * LARGE_BLOCK / 2;

        Moves.start(fr, Moves.order(us, fr, "f", content, 1)).completed();

        assertThat(Moves.read(fr, "f")).isEqualTo(content);
    }

    @Test
    void losesNothingWhenTheOnlyConnectionBreaks() {
        Site fr = site("FR", Site.OPTIONS.withConnections(1), null);
        byte[] content = Moves.put(uk, "f", 100 * BLOCK, 1);
        faults.cutEvery = 1_500_000;

        Moves.start(fr, Moves.order(uk, fr, "f", content, 1)).completed();

        assertThat(faults.cut.get()).isPositive();
        assertThat(Moves.read(fr, "f")).isEqualTo(content);
    }

    @Test
    void finishesManySmallFilesAlthoughConnectionsBreak() {
        Site fr = site("FR", Site.OPTIONS, null);
        faults.cutEvery = 100_000;
        faults.cutMax = 15;
        List<Moves.Running> running = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] content = Moves.put(uk, "f" + i, 4000, i);
            running.add(Moves.start(fr, Moves.order(uk, fr, "f" + i, content, i)));
        }
        running.forEach(Moves.Running::completed);
        assertThat(faults.cut.get()).isPositive();
        assertThat(fr.visible()).hasSize(500);
    }

    @Test
    void resumesAtTheMissingBlocksAfterACrash() throws IOException {
        Site fr = site("FR", Site.OPTIONS, null);
        byte[] content = Moves.put(uk, "f", 100 * BLOCK, 1);
        faults.silentFrom = 60L * BLOCK;
        Moves.Running running = Moves.start(fr, Moves.order(uk, fr, "f", content, 1));
        await(() -> journalBytes(fr) > 48 + 16 * 40);

        // What a kill leaves behind is what lies on disk at that moment.
        Path image = directory.resolve("image");
        copy(fr.root, image);
        running.transfer().cancel("crash");
        faults.silentFrom = Long.MAX_VALUE;
        Site again = site("FR", image, Site.OPTIONS, null);
        TransferOutcome.Completed done =
                Moves.start(again, Moves.order(uk, again, "f", content, 1)).completed();

        assertThat(Moves.read(again, "f")).isEqualTo(content);
        assertThat(done.bytesMoved()).isLessThanOrEqualTo(60L * BLOCK);
        assertThat(again.hidden()).isEmpty();
    }

    @Test
    void trustsNoJournalledBlockThatIsNotOnDisk() throws IOException {
        Site fr = site("FR", Site.OPTIONS, null);
        byte[] content = Moves.put(uk, "f", 100 * BLOCK, 1);
        faults.silentFrom = 60L * BLOCK;
        Moves.Running running = Moves.start(fr, Moves.order(uk, fr, "f", content, 1));
        await(() -> journalBytes(fr) > 48 + 16 * 40);
        Path image = directory.resolve("image");
        copy(fr.root, image);
        running.transfer().cancel("crash");
        faults.silentFrom = Long.MAX_VALUE;
        try (Stream<Path> parts = Files.walk(image)) {
            Path part = parts.filter(p -> p.toString().endsWith(".part")).findFirst().orElseThrow();
            Files.write(part, new byte[(int) Files.size(part)]);
        }

        Site again = site("FR", image, Site.OPTIONS, null);
        Moves.start(again, Moves.order(uk, again, "f", content, 1)).completed();

        assertThat(Moves.read(again, "f")).isEqualTo(content);
    }

    private static long journalBytes(Site site) {
        try (Stream<Path> files = Files.list(site.root.resolve(".godwit/incoming"))) {
            return files.filter(p -> p.toString().endsWith(".journal"))
                    .mapToLong(FaultTest::size)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    /// The journal first: it may only list blocks whose data is already there.
    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static StorageProtocol slow(Path root, DiskExecutors disks, int millisPerBlock)
            throws StorageException {
        return new SlowStorage(
                PosixStorage.writable(root, disks.syncers(), EngineClock.system()),
                Duration.ofMillis(millisPerBlock));
    }

    @Test
    void slowDiskHoldsTheSenderBackAndMemoryStaysBounded() throws Exception {
        Path root = Files.createDirectories(directory.resolve("slow"));
        try (DiskExecutors disks = DiskExecutors.standard()) {
            StorageProtocol slow = slow(root, disks, 5);
            Site fr =
                    site("FR", root, Site.OPTIONS.withSizes(256 << 10, 64L << 20, 8L << 20), slow);
            uk.close();
            Site source =
                    site(
                            "UK",
                            directory.resolve("uk2"),
                            Site.OPTIONS.withSizes(256 << 10, 64L << 20, 2L << 20),
                            null);
            byte[] content = Moves.put(source, "f", 40 << 20, 1);
            Moves.start(fr, Moves.order(source, fr, "f", content, 1)).completed();
            assertThat(Moves.read(fr, "f")).isEqualTo(content);
            assertThat(fr.receiveSlabs.allocatedBytes()).isLessThanOrEqualTo(Site.SLAB_BYTES);
            assertThat(source.sendSlabs.allocatedBytes()).isLessThanOrEqualTo(Site.SLAB_BYTES);
        }
    }

    @Test
    void aSourceThatIsCutShortWhileItIsSentFailsByItself() throws Exception {
        Path root = Files.createDirectories(directory.resolve("slow"));
        try (DiskExecutors disks = DiskExecutors.standard()) {
            StorageProtocol slow = slow(root, disks, 5);
            Site fr = site("FR", root, Site.OPTIONS, slow);
            byte[] cut = Moves.put(uk, "cut", 200 * BLOCK, 1);
            byte[] fine = Moves.put(uk, "fine", 100 * BLOCK, 2);
            Moves.Running running = Moves.start(fr, Moves.order(uk, fr, "cut", cut, 1));
            Moves.Running other = Moves.start(fr, Moves.order(uk, fr, "fine", fine, 2));
            await(() -> running.written.get() > 10L * BLOCK);
            Files.write(uk.root.resolve("cut"), new byte[BLOCK]);

            TransferOutcome.Failed failed = running.failed();
            assertThat(failed.reason()).contains("cut").contains("shorter");
            other.completed();
            assertThat(Moves.read(fr, "fine")).isEqualTo(fine);
            assertThat(fr.visible()).containsExactly("fine");
            await(() -> uk.sendSlabs.inUse() == 0);
        }
    }

    @Test
    void saysHowMuchSpaceIsMissingAndGoesOnOnceItIsThere() throws Exception {
        Path small = smallDisk();
        try {
            Site fr = site("FR", small, Site.OPTIONS, null);
            byte[] big = Moves.put(uk, "big", 3 << 20, 1);
            byte[] fine = Moves.put(uk, "fine", 100_000, 2);

            TransferOutcome.Failed failed =
                    Moves.start(fr, Moves.order(uk, fr, "big", big, 1)).failed();
            Moves.start(fr, Moves.order(uk, fr, "fine", fine, 2)).completed();

            assertThat(failed.failure()).isEqualTo(FailureClass.SPACE);
            assertThat(failed.reason()).contains(fr.name).contains("needs " + (3 << 20) + " bytes");
            run("mount", "-o", "remount,size=8m", small.toString());
            Moves.start(fr, Moves.order(uk, fr, "big", big, 1)).completed();
            assertThat(Moves.read(fr, "big")).isEqualTo(big);
        } finally {
            sites.forEach(Site::close);
            run("umount", small.toString());
        }
    }

    @Test
    void saysThatTheDiskFilledUnderWayAndResumesOnceThereIsSpace() throws Exception {
        Path small = smallDisk();
        try (DiskExecutors disks = DiskExecutors.standard()) {
            StorageProtocol slow = slow(small, disks, 20);
            Site fr = site("FR", small, Site.OPTIONS, slow);
            byte[] content = Moves.put(uk, "f", 3 << 19, 3);
            Moves.Running running = Moves.start(fr, Moves.order(uk, fr, "f", content, 3));
            await(() -> running.written.get() > 3L * BLOCK);
            fill(small.resolve("filler"));

            TransferOutcome.Failed full = running.failed();
            assertThat(full.failure()).isEqualTo(FailureClass.SPACE);
            assertThat(full.reason()).contains(fr.name).contains("full");
            assertThat(fr.visible()).containsExactly("filler");
            Files.delete(small.resolve("filler"));
            Moves.start(fr, Moves.order(uk, fr, "f", content, 3)).completed();
            assertThat(Moves.read(fr, "f")).isEqualTo(content);
        } finally {
            sites.forEach(Site::close);
            run("umount", small.toString());
        }
    }

    private Path smallDisk() throws Exception {
        Path small = Files.createDirectories(directory.resolve("small"));
        int mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small.toString());
        assumeThat(mounted).as("needs root, to mount a small tmpfs").isZero();
        return small;
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private static void fill(Path file) {
        try (var out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[64 << 10];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }
}
