package org.godwit.store.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.engine.DecisionLoop;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.ReplicaState;
import org.godwit.model.RseType;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Initialise;
import org.godwit.registration.AddLines;
import org.godwit.registration.PathSearch;
import org.godwit.registration.ReplicaLine;
import org.godwit.rule.subscription.SetSubscription;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.RocksCatalog;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogLoadTest {
    private static final int FILES = 10_000;
    private static final int FILES_PER_DATASET = 100;
    private static final EngineClock CLOCK = EngineClock.system();

    @TempDir private Path directory;
    private RocksCatalog catalog;

    @BeforeEach
    void open() {
        catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT);
        DecisionLoop loop = loop();
        loop.decide(new Initialise(List.of("root"), List.of("demo", "other")));
        for (String rse : List.of("FR", "US", "UK")) {
            loop.decide(new AddSite(rse, ""));
            loop.decide(new AddRse(rse, rse, RseType.DISK, !rse.equals("UK"), Map.of()))
                    .durable()
                    .join();
        }
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private DecisionLoop loop() {
        return DecisionLoop.start(catalog, CLOCK, new Random(1)).loop();
    }

    private static ReplicaLine line(int number, String... rses) {
        return new ReplicaLine(
                List.of(rses),
                new Did(number % 2 == 0 ? "demo" : "other", "run/ü-" + number * 7919 % FILES),
                number,
                new Adler32(number * 31),
                number % 5 == 0 ? Optional.of("own/place-" + number) : Optional.empty(),
                Optional.of(new Did("demo", "set-" + number / FILES_PER_DATASET)));
    }

    /// Each file on two lines, one an RSE, in an order that is none.
    private static List<ReplicaLine> lines() {
        List<ReplicaLine> lines = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            lines.add(line(i, "FR"));
            lines.add(line(i, i % 3 == 0 ? "FR" : "US"));
        }
        Collections.shuffle(lines, new Random(5));
        return lines;
    }

    private LoadSummary load(List<ReplicaLine> lines) throws IOException, InterruptedException {
        try (CatalogLoad load = new CatalogLoad(catalog, "root", 3, CLOCK)) {
            try (Intake one = load.intake();
                    Intake other = load.intake()) {
                for (int i = 0; i < lines.size(); i++) {
                    (i % 2 == 0 ? one : other).add(lines.get(i));
                }
            }
            return load.finish(Progress.NONE);
        }
    }

    @Test
    void everyRowIndexAndCounterIsThere() throws Exception {
        LoadSummary summary = load(lines());

        int replicas = FILES + FILES - (FILES + 2) / 3;
        assertThat(summary.files()).isEqualTo(FILES);
        assertThat(summary.replicas()).isEqualTo(replicas);
        assertThat(summary.datasets()).isEqualTo(FILES / FILES_PER_DATASET);
        assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
        CatalogView view = catalog.latest();
        long set = Dids.id(view, new Did("demo", "set-7"));
        assertThat(view.get(Tables.COUNTERS, CounterKey.content(set)))
                .contains(new Count(100, 700 * 100 + 99 * 100 / 2));
        assertThat(view.get(Tables.COUNTERS, CounterKey.rseReplicas(1, ReplicaState.AVAILABLE)))
                .map(Count::items)
                .contains((long) FILES);
        long file = Dids.id(view, line(701).file());
        assertThat(view.get(Tables.REPLICAS, new ReplicaKey(file, 2))).isPresent();
        assertThat(view.get(Tables.CONTENTS, new ContentKey(set, file))).isPresent();
        assertThat(new PathSearch(view, List.of(1, 2)).find("https://se.example.org/own/place-705"))
                .containsExactly(new ReplicaKey(Dids.id(view, line(705).file()), 1));
    }

    @Test
    void subscriptionsAreToLookAtTheDatasetsThatCame() throws Exception {
        loop().decide(
                        new SetSubscription(
                                "root",
                                "all",
                                true,
                                Optional.of(Map.of("scope", List.of("demo"))),
                                Optional.of(List.of("keep 1 copy at US")),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                .durable()
                .join();
        load(lines());

        try (Cursor<Long, Present> rows = catalog.latest().scanAll(Tables.NEW_DIDS)) {
            assertThat(rows).toIterable().hasSize(FILES / FILES_PER_DATASET);
        }
        assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
    }

    private static ReplicaLine fresh() {
        return new ReplicaLine(
                List.of("US"),
                new Did("demo", "new"),
                1,
                new Adler32(1),
                Optional.empty(),
                Optional.of(new Did("demo", "set-1")));
    }

    private static ReplicaLine line(int number) {
        return line(number, "FR");
    }

    @Test
    void theEngineGoesOnWithIdsThatAreFree() throws Exception {
        load(lines());

        AddLines.Taken taken =
                loop().decide(new AddLines(List.of(fresh(), line(3, "FR")), "root")).answer();

        assertThat(taken).isEqualTo(new AddLines.Taken(1, 1, Map.of()));
        assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
    }

    @Test
    void theListOfADatasetIsThatOfALoadAndOfLinesAdded() throws Exception {
        load(lines().subList(0, FILES));
        loop().decide(new AddLines(lines().subList(FILES, FILES + 500), "root")).durable().join();

        assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
        try (Cursor<ContentKey, ContentRow> contents = catalog.latest().scanAll(Tables.CONTENTS)) {
            assertThat(contents).toIterable().isNotEmpty();
        }
    }

    @Test
    void refusesNamesAmongThoseThatTheCatalogueHas() throws Exception {
        load(lines());
        long index = catalog.lastIndex();

        assertThatThrownBy(() -> load(List.of(line(11, "US"))))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.DUPLICATE))
                .hasMessageContaining("godwit replica add --from");
        assertThat(catalog.lastIndex()).isEqualTo(index);
        assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
    }

    @Test
    void takesASecondListBesideTheFirst() throws Exception {
        load(lines());
        ReplicaLine behind =
                new ReplicaLine(
                        List.of("FR"),
                        new Did("other", "zz"),
                        1,
                        new Adler32(1),
                        Optional.empty(),
                        Optional.empty());

        assertThat(load(List.of(behind)).files()).isEqualTo(1);
        assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
    }

    @Test
    void refusesLinesThatContradictEachOther() {
        ReplicaLine other =
                new ReplicaLine(
                        List.of("US"),
                        line(11).file(),
                        12,
                        new Adler32(1),
                        Optional.empty(),
                        Optional.empty());

        assertThatThrownBy(() -> load(List.of(line(11), other)))
                .hasMessageContaining("on one line")
                .hasMessageContaining(line(11).file().toString());
        assertThat(catalog.latest().get(Tables.COUNTERS, CounterKey.content(1))).isEmpty();
    }

    @Test
    void refusesALineWithoutAPathWhereNoneFollowsFromTheName() throws Exception {
        try (CatalogLoad load = new CatalogLoad(catalog, "root", 1, CLOCK);
                Intake intake = load.intake()) {
            assertThatThrownBy(() -> intake.add(line(1, "UK")))
                    .hasMessageContaining("not deterministic");
        }
    }

    @Test
    void anUnfinishedLoadLeavesNothing() throws Exception {
        CatalogLoad load = new CatalogLoad(catalog, "root", 1, CLOCK);
        try (Intake intake = load.intake()) {
            intake.add(line(1));
        }
        Files.writeString(directory.resolve("incoming/dids-1.sst"), "half of it");
        catalog.close();
        catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT);

        assertThat(directory.resolve("incoming")).doesNotExist();
        assertThat(catalog.latest().get(Tables.DIDS, 1L)).isEmpty();
    }
}
