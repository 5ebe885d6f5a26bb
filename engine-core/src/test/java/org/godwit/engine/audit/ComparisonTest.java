package org.godwit.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.audit.Comparison;
import org.godwit.audit.KnownFile;
import org.godwit.audit.PathOrder;
import org.godwit.audit.SeenFile;
import org.godwit.model.ReplicaState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The comparison and the sorted files that feed it, held against sets in memory.
class ComparisonTest {
    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final int ROUNDS = 300;
    private static final String[] NAMES = {"a", "a-b", "a.b", "b", "ü", "a b", "z", "0", "~"};
    private static final ReplicaState[] STATES = ReplicaState.values();

    /// Writes down what it hears.
    private static final class Heard implements Comparison.Sink {
        private final Set<String> lost = new TreeSet<>();
        private final Set<String> dark = new TreeSet<>();
        private final Set<String> wrongSize = new TreeSet<>();

        @Override
        public void lost(KnownFile replica) {
            assertThat(lost.add(PathOrder.path(replica.path()) + "#" + replica.did())).isTrue();
        }

        @Override
        public void dark(SeenFile file) {
            assertThat(dark.add(PathOrder.path(file.path()))).isTrue();
        }

        @Override
        public void wrongSize(KnownFile replica, SeenFile file) {
            assertThat(wrongSize.add(PathOrder.path(replica.path()) + "#" + replica.did()))
                    .isTrue();
        }
    }

    private record Known(long did, long bytes, ReplicaState state) {}

    @Test
    void findsWhatSetsFind(@TempDir Path directory) {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, List<Known>> known = known(random);
            Map<String, Long> seen = seen(random, known);
            Set<String> problems = new TreeSet<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                problems.add(path(random));
            }
            problems.removeAll(seen.keySet());
            seen.keySet().removeIf(path -> isBelow(path, problems));
            check(directory.resolve("sorted"), known, seen, problems, random);
        }
    }

    private static Map<String, List<Known>> known(Random random) {
        Map<String, List<Known>> known = new TreeMap<>();
        for (int did = 1 + random.nextInt(40); did > 0; did--) {
            known.computeIfAbsent(path(random), _ -> new ArrayList<>())
                    .add(new Known(did, random.nextInt(3), STATES[random.nextInt(STATES.length)]));
        }
        return known;
    }

    private static Map<String, Long> seen(Random random, Map<String, List<Known>> known) {
        Map<String, Long> seen = new TreeMap<>();
        known.keySet().stream()
                .filter(_ -> random.nextInt(4) > 0)
                .forEach(path -> seen.put(path, random.nextInt(4) - 1L));
        for (int i = random.nextInt(20); i > 0; i--) {
            seen.put(path(random), (long) random.nextInt(3));
        }
        return seen;
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder(NAMES[random.nextInt(NAMES.length)]);
        for (int i = random.nextInt(3); i > 0; i--) {
            path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return path.toString();
    }

    private static boolean isBelow(String path, Set<String> directories) {
        return directories.stream().anyMatch(d -> path.equals(d) || path.startsWith(d + "/"));
    }

    private void check(
            Path directory,
            Map<String, List<Known>> known,
            Map<String, Long> seen,
            Set<String> problems,
            Random random) {
        Heard heard = new Heard();
        long unchecked;
        try (PathSorter sorter = new PathSorter(directory, 100 + random.nextInt(3_000))) {
            known.forEach((path, files) ->
                    files.forEach(file -> sorter.add(PathOrder.key(path), value(file))));
            Comparison comparison = new Comparison(files(sorter.sorted()), heard);
            list(seen, problems, random).forEach(comparison::see);
            comparison.end();
            assertThat(comparison.counted().listed().items()).isEqualTo(seen.size());
            assertThat(comparison.counted().problems()).isEqualTo(problems.size());
            unchecked = comparison.counted().unchecked();
        }
        Heard naive = new Heard();
        long naiveUnchecked = 0;
        for (Map.Entry<String, List<Known>> entry : known.entrySet()) {
            for (Known file : entry.getValue()) {
                String name = entry.getKey() + "#" + file.did();
                boolean expected =
                        Set.of(
                                        ReplicaState.AVAILABLE,
                                        ReplicaState.UNAVAILABLE,
                                        ReplicaState.TEMPORARY_UNAVAILABLE)
                                .contains(file.state());
                Optional<Long> bytes = Optional.ofNullable(seen.get(entry.getKey()));
                if (expected && bytes.isEmpty() && isBelow(entry.getKey(), problems)) {
                    naiveUnchecked++;
                } else if (expected && bytes.isEmpty()) {
                    naive.lost.add(name);
                } else if (expected && bytes.get() >= 0 && bytes.get() != file.bytes()) {
                    naive.wrongSize.add(name);
                }
            }
        }
        seen.keySet().stream().filter(path -> !known.containsKey(path)).forEach(naive.dark::add);
        assertThat(heard.lost).as("seed %d", SEED).isEqualTo(naive.lost);
        assertThat(heard.dark).as("seed %d", SEED).isEqualTo(naive.dark);
        assertThat(heard.wrongSize).as("seed %d", SEED).isEqualTo(naive.wrongSize);
        assertThat(unchecked).as("seed %d", SEED).isEqualTo(naiveUnchecked);
    }

    /// In the order of paths, some of it twice, as after an interruption.
    private static List<SeenFile> list(
            Map<String, Long> seen, Set<String> problems, Random random) {
        List<SeenFile> list = new ArrayList<>();
        seen.forEach((path, bytes) -> list.add(SeenFile.of(path, bytes)));
        problems.forEach(path -> list.add(SeenFile.problem(path)));
        list.sort((a, b) -> Arrays.compareUnsigned(a.path(), b.path()));
        int again = random.nextInt(list.size() + 1);
        list.addAll(again, list.subList(random.nextInt(again + 1), again));
        return list;
    }

    private static byte[] value(Known file) {
        return ByteBuffer.allocate(17)
                .putLong(file.did())
                .putLong(file.bytes())
                .put((byte) List.of(STATES).indexOf(file.state()))
                .array();
    }

    private static Iterator<KnownFile> files(Iterator<PathSorter.Item> items) {
        List<KnownFile> files = new ArrayList<>();
        items.forEachRemaining(item -> {
            ByteBuffer value = ByteBuffer.wrap(item.value());
            files.add(
                    new KnownFile(
                            item.key(), value.getLong(), value.getLong(), 1, STATES[value.get()]));
        });
        return files.iterator();
    }

    @Test
    void aDirectorysFilesComeBeforeNamesThatOnlyBeginLikeIt() {
        byte[] inside = PathOrder.key("a/z");
        byte[] beside = PathOrder.key("a-b");
        assertThat(Arrays.compareUnsigned(inside, beside)).isNegative();
        assertThat(PathOrder.path(inside)).isEqualTo("a/z");
    }

    @Test
    void sortsMoreThanItHolds(@TempDir Path directory) throws Exception {
        Path own = directory.resolve("sorter");
        Random random = new Random(SEED);
        List<String> texts = new ArrayList<>();
        try (PathSorter sorter = new PathSorter(own, 10_000)) {
            for (int i = 0; i < 5_000; i++) {
                texts.add(Integer.toString(random.nextInt(3_000), 36));
                sorter.add(PathOrder.key(texts.getLast()), new byte[0]);
            }
            List<String> sorted = new ArrayList<>();
            sorter.sorted().forEachRemaining(item -> sorted.add(PathOrder.path(item.key())));
            texts.sort(null);
            assertThat(sorted).as("seed %d", SEED).isEqualTo(texts);
            assertThat(own).isNotEmptyDirectory();
        }
        assertThat(Files.exists(own)).isFalse();
    }
}
