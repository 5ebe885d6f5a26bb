package org.godwit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.godwit.audit.ApplyAudit;
import org.godwit.audit.AuditRows;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.ScrubRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.config.AgentConfig;
import org.godwit.config.TlsConfig;
import org.godwit.coordination.MemoryMailboxes;
import org.godwit.engine.AgentPost;
import org.godwit.engine.Engine;
import org.godwit.engine.FreshOrders;
import org.godwit.engine.OrderDesk;
import org.godwit.fleet.Fleet;
import org.godwit.model.Adler32;
import org.godwit.model.AuditKind;
import org.godwit.model.AuditState;
import org.godwit.model.BadState;
import org.godwit.model.Did;
import org.godwit.model.ReplicaState;
import org.godwit.model.RseType;
import org.godwit.model.SettlementState;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Initialise;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.rule.MoveLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.EnvelopeSigner;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Role;
import org.godwit.security.TestDeployment;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.godwit.topology.Rses;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.StoragePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Audits of a real directory tree by an engine and an agent.
class AuditTest {
    private static final String RSE = "UK-DISK";
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir private Path directory;
    private final EngineClock clock = EngineClock.system();
    private final MemoryMailboxes mailboxes = new MemoryMailboxes(1);
    private final List<TransferAgent> agents = new ArrayList<>();
    private TestDeployment deployment;
    private Engine engine;
    private AgentPost post;
    private Credentials agentCredentials;
    private Path root;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectories(directory.resolve("storage"));
        deployment = new TestDeployment(directory.resolve("pki"), clock);
        Credentials own = deployment.engine("engine");
        agentCredentials = deployment.agent("uk-1");
        engine =
                Engine.open(
                        new MemoryCatalog(),
                        clock,
                        new Random(1),
                        new Fleet(clock),
                        Map.of(),
                        MoveLimits.DEFAULT);
        post =
                new AgentPost(
                        engine,
                        mailboxes.engine(),
                        new OrderDesk(engine.epoch(), new EnvelopeSigner(own)),
                        new EnvelopeVerifier(own.trust(), Set.of(Role.AGENT), clock),
                        new FreshOrders(clock));
        engine.start(post);
        engine.call(new Initialise(List.of("root"), List.of("demo")));
        engine.call(new AddSite("UK", "GB"));
        engine.call(new AddRse(RSE, "UK", RseType.DISK, true, Map.of()));
        post.start();
    }

    @AfterEach
    void stop() {
        agents.forEach(TransferAgent::close);
        engine.close();
        post.close();
        mailboxes.close();
    }

    private TransferAgent agent(boolean readOnly) {
        Path none = directory.resolve("unused");
        TransferAgent agent =
                TransferAgent.start(
                        new AgentConfig(
                                "UK",
                                directory.resolve("state"),
                                "localhost",
                                1,
                                new AgentConfig.DataPort("127.0.0.1", 0, "127.0.0.1"),
                                new TlsConfig(none, none, none),
                                List.of(new AgentConfig.Storage(RSE, root, readOnly)),
                                16 << 20,
                                256 << 10,
                                3),
                        agentCredentials,
                        mailboxes.agent("uk-1"),
                        clock,
                        new SecureRandom());
        agents.add(agent);
        return agent;
    }

    private static Did did(String name) {
        return new Did("demo", name);
    }

    private static String path(String name) {
        return StoragePath.hash(did(name));
    }

    /// Declares files of 3 bytes, without making them.
    private void declare(String prefix, int count) {
        declare(prefix, count, _ -> Optional.empty());
    }

    private void declare(String prefix, int count, Function<String, Optional<String>> place) {
        List<NewReplica> replicas = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = prefix + i;
            replicas.add(new NewReplica(did(name), 3, new Adler32(1), place.apply(name)));
        }
        for (int from = 0; from < count; from += AddReplicas.REPLICAS_MAX) {
            int to = Math.min(count, from + AddReplicas.REPLICAS_MAX);
            engine.call(new AddReplicas(RSE, replicas.subList(from, to), "root"));
        }
    }

    private Path make(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, LONG_AGO);
        return file;
    }

    private AuditRow await(long audit) throws InterruptedException {
        long begin = clock.nanoTime();
        while (true) {
            AuditRow row = engine.read(view -> AuditRows.row(view, audit));
            if (!AuditRows.isOpen(row)) {
                return row;
            }
            if (clock.nanoTime() - begin > Duration.ofSeconds(40).toNanos()) {
                throw new AssertionError(row + " " + engine.audits().progress(audit));
            }
            clock.sleep(Duration.ofMillis(20));
        }
    }

    private AuditFindingRow finding(long audit, String path) {
        return Optional.ofNullable(findings(audit).get(path)).orElseThrow();
    }

    private Map<String, AuditFindingRow> findings(long audit) {
        Map<String, AuditFindingRow> found = new HashMap<>();
        engine.read(view -> {
            try (var rows = AuditRows.findings(view, audit, "")) {
                rows.forEachRemaining(row -> found.put(row.getKey().path(), row.getValue()));
            }
            return 0;
        });
        return found;
    }

    private ReplicaState state(String name) {
        return engine.read(view ->
                view.get(
                                Tables.REPLICAS,
                                new ReplicaKey(Dids.id(view, did(name)), Rses.id(view, RSE)))
                        .map(ReplicaRow::state)
                        .orElseThrow());
    }

    @Test
    void findsWhatIsLostDarkAndOfAWrongSizeAndActsUponItWhenTold() throws Exception {
        declare("f", 60);
        for (int i = 2; i < 60; i++) {
            make(path("f" + i), i == 5 ? "four" : "abc");
        }
        make("stray/file", "stray");
        make("stray/young", "y");
        Files.setLastModifiedTime(root.resolve("stray/young"), FileTime.from(clock.now()));
        Files.createSymbolicLink(root.resolve("link"), Path.of("stray"));
        agent(false);

        long audit = engine.audits().start(RSE, "root");
        AuditTally tally = await(audit).tally();

        assertThat(tally.known()).isEqualTo(new Count(60, 180));
        assertThat(tally.listed().items()).isEqualTo(60);
        assertThat(tally.lost()).isEqualTo(new Count(2, 6));
        assertThat(tally.dark()).isEqualTo(new Count(2, 6));
        assertThat(tally.wrongSize()).isEqualTo(new Count(1, 3));
        assertThat(tally.lastCopies()).isEqualTo(3);
        assertThat(tally.problems()).isEqualTo(1);
        assertThat(findings(audit))
                .containsOnlyKeys(path("f0"), path("f1"), path("f5"), "stray/file", "stray/young");
        assertThat(root.resolve("stray/file")).exists();

        // One comes back before anything is done.
        make(path("f1"), "abc");
        engine.audits().apply(new ApplyAudit(audit, true, true, Duration.ofHours(1), true, "root"));
        AuditRow applied = await(audit);

        assertThat(applied.state()).isEqualTo(AuditState.APPLIED);
        assertThat(applied.settled().declared()).isEqualTo(2);
        assertThat(applied.settled().quarantined()).isEqualTo(1);
        assertThat(applied.settled().left()).isEqualTo(2);
        assertThat(state("f0")).isEqualTo(ReplicaState.BAD);
        assertThat(state("f5")).isEqualTo(ReplicaState.BAD);
        assertThat(state("f1")).isEqualTo(ReplicaState.AVAILABLE);
        AuditFindingRow stray = finding(audit, "stray/file");
        assertThat(stray.state()).isEqualTo(SettlementState.QUARANTINED);
        assertThat(root.resolve(stray.note())).hasContent("stray");
        assertThat(root.resolve("stray/file")).doesNotExist();
        assertThat(root.resolve("stray/young")).exists();
    }

    @Test
    void aListOfManyPartsSurvivesAnotherStartOfTheAgent() throws Exception {
        int files = 2 * Listing.FILES_PER_PART + 7;
        declare("f", files, name -> Optional.of("flat/" + name));
        for (int i = 1; i < files; i++) {
            make("flat/f" + i, "abc");
        }
        make("zzz", "z");
        TransferAgent first = agent(true);
        long audit = engine.audits().start(RSE, "root");
        while (engine.audits().progress(audit).filter(p -> p.listed() == 0).isPresent()) {
            clock.sleep(Duration.ofMillis(1));
        }
        first.close();
        agents.clear();
        agent(true);

        AuditTally tally = await(audit).tally();

        assertThat(tally.listed().items()).isEqualTo(files);
        assertThat(findings(audit)).containsOnlyKeys("flat/f0", "zzz");
        assertThat(finding(audit, "zzz").kind()).isEqualTo(AuditKind.DARK);
        engine.audits().apply(new ApplyAudit(audit, false, true, Duration.ZERO, true, "root"));
        AuditRow applied = await(audit);
        assertThat(applied.settled().left()).isEqualTo(1);
        assertThat(finding(audit, "zzz").note()).contains("only reads");
        assertThat(root.resolve("zzz")).exists();
    }

    @Test
    void whatCannotBeListedIsNotTakenForLost() throws Exception {
        declare("f", 3);
        make(path("f0"), "abc");
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
        Path parent = root.resolve(path("f1")).resolve("..").normalize();
        Files.createDirectories(parent.resolve("..").normalize());
        Files.createSymbolicLink(parent, elsewhere);
        agent(false);

        AuditTally tally = await(engine.audits().start(RSE, "root")).tally();

        assertThat(tally.unchecked()).isEqualTo(1);
        assertThat(tally.lost().items()).isEqualTo(1);
    }

    @Test
    void whatComesWhileTheListIsMadeIsNeitherDarkNorLost() throws Exception {
        declare("f", 1);
        make(path("f0"), "abc");
        make(path("g0"), "abc");
        long audit = engine.audits().start(RSE, "root");
        while (engine.audits()
                .progress(audit)
                .filter(progress -> progress.doing().startsWith("waits"))
                .isEmpty()) {
            clock.sleep(Duration.ofMillis(1));
        }
        // The catalogue has been read, the storage not yet.
        declare("g", 2);
        agent(false);

        AuditRow row = await(audit);

        assertThat(row.tally().known().items()).isEqualTo(1);
        assertThat(row.tally().listed().items()).isEqualTo(2);
        assertThat(row.tally().clean()).isTrue();
        assertThat(findings(audit)).isEmpty();
    }

    @Test
    void aListThatTheSiteHasMadeIsOnlyAReasonToLook() throws Exception {
        declare("f", 3);
        make(path("f1"), "abc");
        make(path("f2"), "abc");
        clock.sleep(Duration.ofMillis(2)); // what came in the moment of the list may not be in it
        var list = engine.audits().startWithDump(RSE, clock.now(), "root");
        list.add("gone/since", 5);
        list.add(path("f2"), -1);
        list.compare();
        AuditTally tally = await(list.id()).tally();
        assertThat(tally.lost().items()).isEqualTo(2);
        assertThat(tally.dark().items()).isEqualTo(1);

        agent(false);
        engine.audits().apply(new ApplyAudit(list.id(), true, true, Duration.ZERO, true, "root"));
        AuditRow applied = await(list.id());

        assertThat(applied.settled().declared()).isEqualTo(1);
        assertThat(state("f0")).isEqualTo(ReplicaState.BAD);
        assertThat(state("f1")).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(finding(list.id(), "gone/since").note()).contains("not there any more");
    }

    @Test
    void replicasAreReadAgainAndThoseThatDifferDeclaredBad() throws Exception {
        int adler = 0x024d0127; // of "abc"
        List<NewReplica> replicas = new ArrayList<>();
        for (String name : List.of("good", "flipped", "missing", "short")) {
            replicas.add(new NewReplica(did(name), 3, new Adler32(adler), Optional.empty()));
        }
        engine.call(new AddReplicas(RSE, replicas, "root"));
        make(path("good"), "abc");
        make(path("flipped"), "abd");
        make(path("short"), "ab");
        engine.call(new SetRseAttribute(RSE, "scrub_rate", "1000000"));
        agent(true);

        ScrubRow row = awaitScrub();

        assertThat(row.endedFiles()).isEqualTo(4);
        assertThat(row.endedBad()).isEqualTo(3);
        assertThat(row.round()).isEqualTo(2);
        assertThat(row.begunAt()).isAfter(clock.now().plus(Duration.ofDays(6)));
        assertThat(state("good")).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(state("flipped")).isEqualTo(ReplicaState.BAD);
        assertThat(state("short")).isEqualTo(ReplicaState.BAD);
        assertThat(state("missing")).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(doubt("missing").state()).isEqualTo(BadState.SUSPICIOUS);
        assertThat(doubt("flipped").reason()).contains("Adler-32 is 024e0128 instead of 024d0127");
    }

    @Test
    void aStorageThatIsAwayIsNotTakenForManyBadReplicas() throws Exception {
        declare("f", 9);
        engine.call(new SetRseAttribute(RSE, "scrub_rate", "1000000"));
        agent(true);

        ScrubRow row = awaitScrub();

        assertThat(row.held()).startsWith("9 of 9 files cannot be read");
        assertThat(row.nextDid()).isZero();
        assertThat(state("f0")).isEqualTo(ReplicaState.AVAILABLE);
    }

    /// Once a round has ended, or nothing is declared for a reason.
    private ScrubRow awaitScrub() throws InterruptedException {
        long begin = clock.nanoTime();
        while (true) {
            Optional<ScrubRow> row =
                    engine.read(view -> view.get(Tables.SCRUBS, Rses.id(view, RSE)));
            if (row.filter(r -> r.endedAt().isPresent() || !r.held().isEmpty()).isPresent()) {
                return row.get();
            }
            if (clock.nanoTime() - begin > Duration.ofSeconds(40).toNanos()) {
                throw new AssertionError(row);
            }
            clock.sleep(Duration.ofMillis(20));
        }
    }

    private BadReplicaRow doubt(String name) {
        return engine.read(view ->
                view.get(
                                Tables.BAD_REPLICAS,
                                new ReplicaKey(Dids.id(view, did(name)), Rses.id(view, RSE)))
                        .orElseThrow());
    }
}
