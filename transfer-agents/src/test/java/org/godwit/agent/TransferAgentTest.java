package org.godwit.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Adler32;
import org.godwit.config.AgentConfig;
import org.godwit.config.TlsConfig;
import org.godwit.coordination.MemoryMailboxes;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkLease;
import org.godwit.message.LinkMark;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.message.WantedDigest;
import org.godwit.model.Did;
import org.godwit.model.Digest;
import org.godwit.model.DigestAlgorithm;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.security.Credentials;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two whole agents, with a fake engine at the other end of a post in memory.
class TransferAgentTest {
    @TempDir Path directory;
    private final Map<String, Credentials> credentials = new HashMap<>();
    private final List<TransferAgent> agents = new ArrayList<>();
    private TestDeployment deployment;
    private MemoryMailboxes post;
    private FakeEngine engine;

    @BeforeEach
    void startPost() {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        post = new MemoryMailboxes(1);
        credentials.put("engine", deployment.engine("engine"));
        engine = new FakeEngine(post.engine(), Objects.requireNonNull(credentials.get("engine")));
    }

    @AfterEach
    void stopAgents() {
        agents.forEach(TransferAgent::close);
        post.close();
    }

    private TransferAgent start(String site) {
        Credentials own =
                credentials.computeIfAbsent(
                        site, s -> deployment.agent(s.toLowerCase(Locale.ROOT) + "-1"));
        Path root = directory.resolve("storage").resolve(site);
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Path none = directory.resolve("unused");
        AgentConfig config =
                new AgentConfig(
                        site,
                        directory.resolve("state").resolve(site),
                        "localhost",
                        1,
                        new AgentConfig.DataPort("127.0.0.1", 0, "127.0.0.1"),
                        new TlsConfig(none, none, none),
                        List.of(new AgentConfig.Storage(site + "-DISK", root, false)),
                        16 << 20,
                        256 << 10,
                        3);
        TransferAgent agent =
                TransferAgent.start(
                        config,
                        own,
                        post.agent(own.identity().name()),
                        EngineClock.system(),
                        new SecureRandom());
        agents.add(agent);
        return agent;
    }

    private byte[] put(String site, String path, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = directory.resolve("storage").resolve(site).resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return content;
    }

    private Path file(String site, String path) {
        return directory.resolve("storage").resolve(site).resolve(path);
    }

    private TransferOrder order(TransferAgent source, long did, String path, byte[] content) {
        Adler32 adler = new Adler32();
        adler.update(content);
        return new TransferOrder(
                new OrderId(did, 2, 1, 1),
                new Did("demo", "f" + did),
                content.length,
                new org.godwit.model.Adler32((int) adler.getValue()),
                "Data Rebalancing",
                3,
                new TransferOrder.Source(
                        "UK", "uk-1", "127.0.0.1", source.dataAddress().getPort(), "UK-DISK", path),
                new TransferOrder.Destination("FR", "FR-DISK", path),
                0);
    }

    private ToAgent.Orders orders(long incarnation, TransferOrder... orders) {
        List<TransferOrder> list = List.of(orders);
        return new ToAgent.Orders(
                engine.epoch,
                "fr-1",
                incarnation,
                LinkLease.of(1, List.of()),
                List.of(engine.grant("fr-1", "uk-1", list)),
                list);
    }

    private TransferAgent startBoth() throws InterruptedException {
        TransferAgent uk = start("UK");
        start("FR");
        engine.hello("uk-1", 1);
        engine.hello("fr-1", 1);
        return uk;
    }

    @Test
    void carriesOutOrdersAndTellsOutcomesUntilTheReceipt() throws Exception {
        TransferAgent uk = startBoth();
        byte[] content = put("UK", "night/a b.fits", 3_000_000);
        TransferOrder order = order(uk, 1, "night/a b.fits", content);
        engine.givesReceipts = false;

        engine.say(orders(1, order));
        TransferOutcome outcome = engine.outcome(order.id());

        assertThat(outcome).isInstanceOf(TransferOutcome.Completed.class);
        assertThat(file("FR", "night/a b.fits")).hasBinaryContent(content);
        engine.await(
                heard -> heard.stream().filter(m -> m instanceof FromAgent.Outcomes).count() >= 2);
        engine.await(heard -> bytes(heard) == content.length);
        engine.givesReceipts = true;
        engine.say(orders(1, order));
        engine.await(heard ->
                heard.getLast() instanceof FromAgent.Inventory last
                        && last.agent().equals("fr-1")
                        && last.orders().isEmpty());
    }

    private static long bytes(List<FromAgent> heard) {
        Map<List<Object>, Long> bins = new HashMap<>();
        for (FromAgent message : heard) {
            if (message instanceof FromAgent.Throughput throughput) {
                throughput
                        .bins()
                        .forEach(bin -> {
                            assertThat(bin.sourceSite()).isEqualTo("UK");
                            assertThat(bin.destinationSite()).isEqualTo("FR");
                            assertThat(bin.activity()).isEqualTo("Data Rebalancing");
                            bins.put(List.of(bin.startSecond()), bin.bytesWritten());
                        });
            }
        }
        return bins.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void obeysNobodyButAnEngineForThisStartAndEpoch() throws Exception {
        TransferAgent uk = startBoth();
        byte[] content = put("UK", "f", 1000);
        TransferOrder order = order(uk, 1, "f", content);
        TransferOrder genuine = order(uk, 2, "g", put("UK", "g", 1001));

        engine.sayAs(Objects.requireNonNull(credentials.get("UK")), orders(1, order));
        engine.sayAs(deployment.user("alice"), orders(1, order));
        engine.say(orders(7, order));
        engine.epoch = new Epoch(1, 4);
        engine.say(orders(1, order));
        engine.epoch = new Epoch(0, 99);
        engine.say(orders(1, order));
        post.engine().send("fr-1", new byte[] {1, 2, 3});
        engine.epoch = new Epoch(1, 6);
        engine.say(orders(1, genuine));

        assertThat(engine.outcome(genuine.id())).isInstanceOf(TransferOutcome.Completed.class);
        assertThat(file("FR", "f")).doesNotExist();
        assertThat(engine.heard())
                .noneMatch(m ->
                        m instanceof FromAgent.Outcomes o
                                && o.completed().stream()
                                        .anyMatch(c -> c.order().equals(order.id())));
    }

    @Test
    void tellsTheDigestsThatAreWantedAndFailsWhereTheyAreNotAsKnown() throws Exception {
        TransferAgent uk = startBoth();
        byte[] content = put("UK", "f", 3_000_000);
        String sha256 = hex("SHA-256", content);
        TransferOrder plain = order(uk, 1, "f", content);
        TransferOrder wanting =
                with(
                        plain,
                        false,
                        new WantedDigest(DigestAlgorithm.SHA256, Optional.of(sha256)),
                        new WantedDigest(DigestAlgorithm.MD5, Optional.empty()));
        TransferOrder doubting =
                with(
                        order(uk, 2, "g", put("UK", "g", 1000)),
                        false,
                        new WantedDigest(DigestAlgorithm.SHA256, Optional.of(sha256)));

        engine.say(orders(1, wanting));
        engine.say(orders(1, doubting));

        assertThat(engine.outcome(wanting.id()))
                .isInstanceOfSatisfying(
                        TransferOutcome.Completed.class,
                        done ->
                                assertThat(done.digests())
                                        .containsExactly(
                                                new Digest(DigestAlgorithm.SHA256, sha256),
                                                new Digest(
                                                        DigestAlgorithm.MD5, hex("MD5", content))));
        assertThat(engine.outcome(doubting.id()))
                .isInstanceOfSatisfying(
                        TransferOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.failure()).isEqualTo(FailureClass.INTEGRITY);
                            assertThat(failed.reason()).contains("its sha256 is", sha256);
                        });
    }

    private static TransferOrder with(
            TransferOrder order, boolean replaces, WantedDigest... digests) {
        return new TransferOrder(
                order.id(),
                order.name(),
                order.bytes(),
                order.adler32(),
                order.activity(),
                order.priority(),
                order.source(),
                order.destination(),
                order.grant(),
                List.of(digests),
                replaces);
    }

    @Test
    void onlyAnotherFileThatWasDeclaredBadIsPutAside() throws Exception {
        TransferAgent uk = startBoth();
        TransferOrder bad = with(order(uk, 1, "bad", put("UK", "bad", 900)), true);
        TransferOrder good = with(order(uk, 2, "good", put("UK", "good", 800)), true);
        TransferOrder other = order(uk, 3, "other", put("UK", "other", 700));
        byte[] torn = put("FR", "bad", 901);
        put("FR", "good", 800);
        byte[] strange = put("FR", "other", 701);
        engine.say(orders(1, bad, good, other));
        assertThat(engine.outcome(bad.id())).isInstanceOf(TransferOutcome.Completed.class);
        assertThat(engine.outcome(good.id())).isInstanceOf(TransferOutcome.Completed.class);
        assertThat(engine.outcome(other.id())).isInstanceOf(TransferOutcome.Failed.class);
        assertThat(file("FR", "bad")).hasSameBinaryContentAs(file("UK", "bad"));
        assertThat(file("FR", "other")).hasBinaryContent(strange);
        try (var aside = Files.walk(file("FR", ".godwit/quarantine"))) {
            assertThat(aside.filter(Files::isRegularFile).findFirst().orElseThrow())
                    .hasBinaryContent(torn);
        }
    }

    private static String hex(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void goesByTheNewestLeaseOfAnEngineAndSaysSo() throws Exception {
        TransferAgent uk = startBoth();
        TransferOrder order = order(uk, 1, "f", put("UK", "f", 1000));
        ToAgent.Links forged =
                new ToAgent.Links(new Epoch(9, 9), "fr-1", 1, LinkLease.of(9, List.of()));

        engine.say(new ToAgent.Links(engine.epoch, "fr-1", 1, LinkLease.of(5, List.of())));
        engine.await(heard -> saysThatItGoesBy(heard, 5));
        engine.sayAs(Objects.requireNonNull(credentials.get("UK")), forged);
        engine.say(new ToAgent.Links(engine.epoch, "fr-1", 7, LinkLease.of(8, List.of())));
        engine.say(new ToAgent.Links(new Epoch(1, 4), "fr-1", 1, LinkLease.of(8, List.of())));
        engine.say(new ToAgent.Links(engine.epoch, "fr-1", 1, LinkLease.of(3, List.of())));
        engine.say(orders(1, order)); // of revision 1
        engine.outcome(order.id());
        engine.say(new ToAgent.Links(engine.epoch, "fr-1", 1, LinkLease.of(6, List.of())));
        engine.await(heard -> saysThatItGoesBy(heard, 6));

        assertThat(engine.heard())
                .filteredOn(FromAgent.Heartbeat.class::isInstance)
                .extracting(message -> ((FromAgent.Heartbeat) message).lease())
                .isSubsetOf(
                        Optional.empty(),
                        Optional.of(new LinkMark(engine.epoch, 5)),
                        Optional.of(new LinkMark(engine.epoch, 6)));
    }

    private boolean saysThatItGoesBy(List<FromAgent> heard, long revision) {
        return heard.stream()
                .anyMatch(message ->
                        message instanceof FromAgent.Heartbeat beat
                                && beat.lease()
                                        .equals(Optional.of(new LinkMark(engine.epoch, revision))));
    }

    @Test
    void sourceServesOnlyWhatAnEngineGrantedThisReader() throws Exception {
        TransferAgent uk = startBoth();
        byte[] content = put("UK", "f", 1000);
        TransferOrder order = order(uk, 1, "f", content);
        TransferOrder other = order(uk, 2, "h", content);
        put("UK", "h", 1000);
        List<byte[]> bad =
                List.of(
                        engine.grant("us-1", "uk-1", List.of(order)),
                        engine.grant("fr-1", "us-1", List.of(order)),
                        engine.grant("fr-1", "uk-1", List.of(other)),
                        new byte[] {1, 2, 3});
        int attempt = 1;
        for (byte[] grant : bad) {
            OrderId id = new OrderId(1, 2, 1, attempt++);
            TransferOrder next =
                    new TransferOrder(
                            id,
                            order.name(),
                            order.bytes(),
                            order.adler32(),
                            order.activity(),
                            3,
                            order.source(),
                            order.destination(),
                            0);
            engine.say(
                    new ToAgent.Orders(
                            engine.epoch,
                            "fr-1",
                            1,
                            LinkLease.of(1, List.of()),
                            List.of(grant),
                            List.of(next)));
            assertThat(engine.outcome(id))
                    .isInstanceOfSatisfying(
                            TransferOutcome.Failed.class,
                            failed -> {
                                assertThat(failed.failure()).isEqualTo(FailureClass.REFUSED);
                                assertThat(failed.reason()).contains("grant");
                            });
        }
        assertThat(file("FR", "f")).doesNotExist();
    }

    @Test
    void everyStartIsANewIncarnation() throws Exception {
        start("FR");
        engine.hello("fr-1", 1);
        assertThatThrownBy(() -> start("FR"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("another agent uses");
        agents.getFirst().close();
        start("FR");
        assertThat(engine.hello("fr-1", 2).incarnation()).isEqualTo(2);
    }

    @Test
    void remembersTheHighestEpochItHasObeyed() throws Exception {
        start("FR");
        engine.hello("fr-1", 1);
        engine.epoch = new Epoch(3, 9);
        engine.say(new ToAgent.Welcome(engine.epoch, "fr-1", 1));
        String memory = "incarnation 1 obeyed 3 9";
        Path file = directory.resolve("state/FR/agent-memory");
        engine.await(_ -> read(file).contains(memory));
        agents.getFirst().close();
        start("FR");
        assertThat(read(file)).contains("incarnation 2 obeyed 3 9");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void scansADirectoryInParts() throws Exception {
        start("UK");
        engine.hello("uk-1", 1);
        for (int i = 0; i < 1_203; i++) {
            put("UK", "night/d%d/f%04d é".formatted(i % 3, i), i);
        }
        Files.createSymbolicLink(file("UK", "night/link"), file("UK", "night/d1"));
        Files.writeString(file("UK", "night/bad\nname"), "x");
        put("UK", "elsewhere", 5);

        engine.say(new ToAgent.Scan(engine.epoch, "uk-1", 1, "s1", "UK-DISK", "night", 0));
        List<FromAgent> heard =
                engine.await(all ->
                        all.stream()
                                .anyMatch(
                                        m -> m instanceof FromAgent.ScanReport r && r.finished()));

        Map<String, FromAgent.ScannedFile> files = new HashMap<>();
        List<FromAgent.ScanProblem> problems = new ArrayList<>();
        long next = 0;
        for (FromAgent message : heard) {
            if (message instanceof FromAgent.ScanReport report) {
                assertThat(report.first()).isEqualTo(next);
                next += report.files().size() + report.problems().size();
                report.files().forEach(f -> files.put(f.name(), f));
                problems.addAll(report.problems());
            }
        }
        assertThat(files).hasSize(1_203);
        Adler32 adler = new Adler32();
        adler.update(Files.readAllBytes(file("UK", "night/d2/f0500 é")));
        FromAgent.ScannedFile one = Objects.requireNonNull(files.get("d2/f0500 é"));
        assertThat(one.path()).isEqualTo("night/d2/f0500 é");
        assertThat(one.bytes()).isEqualTo(500);
        assertThat(one.adler32().value()).isEqualTo((int) adler.getValue());
        assertThat(problems).hasSize(2);
    }

    @Test
    void saysWhyAScanCannotRead() throws Exception {
        start("UK");
        engine.hello("uk-1", 1);
        engine.say(new ToAgent.Scan(engine.epoch, "uk-1", 1, "s1", "UK-DISK", "not/there", 0));
        List<FromAgent> heard =
                engine.await(all -> all.stream().anyMatch(FromAgent.ScanReport.class::isInstance));
        assertThat(heard)
                .anyMatch(m ->
                        m instanceof FromAgent.ScanReport r
                                && r.finished()
                                && r.problems().getFirst().reason().contains("no such file"));
    }

    @Test
    void losesNoOutcomeOnABadPost() throws Exception {
        TransferAgent uk = startBoth();
        post.misbehave(0.3, 0.3, 0.3);
        List<TransferOrder> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(order(uk, i, "f" + i, put("UK", "f" + i, 1000 + i)));
        }
        EngineClock clock = EngineClock.system();
        for (int round = 0; round < 20; round++) {
            engine.say(orders(1, all.toArray(TransferOrder[]::new)));
            clock.sleep(Duration.ofMillis(20));
        }
        for (TransferOrder order : all) {
            assertThat(engine.outcome(order.id())).isInstanceOf(TransferOutcome.Completed.class);
        }
    }

    @Test
    void cancelsAndTakesTheSameOrderAgain() throws Exception {
        TransferAgent uk = startBoth();
        TransferOrder order = order(uk, 1, "big", put("UK", "big", 30_000_000));
        engine.say(orders(1, order));
        engine.say(new ToAgent.Cancel(engine.epoch, "fr-1", 1, List.of(order.id())));
        engine.say(orders(1, order));
        assertThat(engine.outcome(order.id())).isInstanceOf(TransferOutcome.Completed.class);
    }
}
