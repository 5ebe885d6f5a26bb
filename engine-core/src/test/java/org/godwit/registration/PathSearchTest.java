package org.godwit.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.namespace.AddScope;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PathSearchTest {
    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final List<String> SCOPES =
            List.of("demo", "user.ann", "user.ann.b", "group.x", "data.1");
    private static final List<String> WORDS =
            List.of("a", "b", "ab", "0f", "a1", "user", "ann", "demo", "x.root", "data.1");

    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        fixture.checkDerivedRows();
    }

    private List<Integer> rses(String... names) {
        return java.util.Arrays.stream(names).map(rse -> Rses.id(fixture.view(), rse)).toList();
    }

    private void add(String rse, Did file, Optional<String> path) {
        fixture.run(
                new AddReplicas(
                        rse, List.of(new NewReplica(file, 1, new Adler32(1), path)), "root"));
    }

    private List<ReplicaKey> find(String place, String... rses) {
        return new PathSearch(fixture.view(), rses(rses)).find(place);
    }

    /// Every replica whose path is the end of the place, part by part.
    private List<ReplicaKey> slowly(String path, List<Integer> rses) {
        List<ReplicaKey> found = new ArrayList<>();
        try (Cursor<ReplicaKey, ReplicaRow> rows = fixture.view().scanAll(Tables.REPLICAS)) {
            while (rows.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> row = rows.next();
                String own = StoragePath.of(fixture.view(), row.getKey().did(), row.getValue());
                if (rses.contains(row.getKey().rse()) && ("/" + path).endsWith("/" + own)) {
                    found.add(row.getKey());
                }
            }
        }
        return found;
    }

    @Test
    void findsWhatAScanOfAllReplicasFinds() {
        Random random = new Random(SEED);
        SCOPES.stream()
                .filter(scope -> !scope.equals("demo"))
                .forEach(scope -> fixture.run(new AddScope(scope, "root")));
        List<String> rses = List.of("FR-DISK", "FR-SCRATCH", "US-DISK", "UK-DISK");
        List<String> paths = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        for (int i = 0; i < 250; i++) {
            Did file = new Did(pick(random, SCOPES), path(random, 1 + random.nextInt(3)));
            // UK-DISK has files only where their names say.
            String rse = pick(random, rses);
            if (!placed.add(file + " at " + rse)) {
                continue;
            }
            Optional<String> path =
                    rse.equals("UK-DISK") || random.nextBoolean()
                            ? Optional.empty()
                            : Optional.of(path(random, 1 + random.nextInt(4)));
            add(rse, file, path);
            paths.add(path.orElse(StoragePath.hash(file)));
        }
        int hits = 0;
        for (int i = 0; i < 800; i++) {
            String path =
                    random.nextInt(4) == 0
                            ? path(random, 1 + random.nextInt(6))
                            : pick(random, paths);
            String before = random.nextBoolean() ? "" : path(random, 1 + random.nextInt(3)) + "/";
            String server =
                    switch (random.nextInt(4)) {
                        case 0 -> "root://host:1094//";
                        case 1 -> "/";
                        case 2 -> "DAVS://host/";
                        default -> "";
                    };
            List<String> at = random.nextBoolean() ? rses : List.of(pick(random, rses));
            String place = server + before + path;
            List<ReplicaKey> found = find(place, at.toArray(String[]::new));
            assertThat(found)
                    .as("seed %d, %s at %s", SEED, place, at)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            slowly(before + path, rses(at.toArray(String[]::new))));
            hits += found.isEmpty() ? 0 : 1;
        }
        assertThat(hits).as("seed %d", SEED).isGreaterThan(300);
    }

    private static <T> T pick(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String path(Random random, int parts) {
        List<String> path = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            path.add(pick(random, WORDS));
        }
        return String.join("/", path);
    }

    @Test
    void aReplicaThatGoesIsFoundNoMore() {
        Did file = Grid.did("f");
        add("FR-DISK", file, Optional.of("odd/place"));
        assertThat(find("https://se.example.org/store/odd/place", "FR-DISK")).hasSize(1);
        assertThat(find("https://se.example.org/store/odd/place", "US-DISK")).isEmpty();
        fixture.run(context -> {
            context.tx().delete(Tables.REPLICAS, grid.at("f", "FR-DISK"));
            return true;
        });
        assertThat(find("https://se.example.org/store/odd/place", "FR-DISK")).isEmpty();
    }

    @Test
    void strangePlacesFindNothingOrAreRefused() {
        add("FR-DISK", Grid.did("f"), Optional.empty());
        for (String place :
                List.of("", "/", "//", "root://host", "a\0b", "x:y", "../f", "f", "é/ü")) {
            assertThat(find(place, "FR-DISK")).as(place).isEmpty();
        }
        fixture.refuses(
                ErrorCode.INVALID_INPUT,
                context -> new PathSearch(context.tx(), rses("FR-DISK")).find("a/".repeat(101)));
    }
}
