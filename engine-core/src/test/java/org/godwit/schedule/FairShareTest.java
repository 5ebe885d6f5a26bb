package org.godwit.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairShareTest {
    private static final List<String> BOTH = List.of("a", "b");

    private static Map<String, Long> serve(
            FairShare share, Map<String, Long> fileBytes, int turns) {
        Map<String, Long> served = new HashMap<>();
        FairShare now = share.among(fileBytes.keySet());
        for (int i = 0; i < turns; i++) {
            String turn = now.next(fileBytes.keySet());
            long bytes = fileBytes.getOrDefault(turn, 0L);
            now = now.charge(turn, bytes);
            served.merge(turn, bytes, Long::sum);
        }
        return served;
    }

    @Test
    void activitiesShareBytesNotFiles() {
        Map<String, Long> served =
                serve(
                        FairShare.fresh(Map.of()),
                        Map.of("large", 100_000_000L, "small", 1_000_000L),
                        5_000);

        assertThat(served.getOrDefault("small", 0L))
                .isBetween(
                        served.getOrDefault("large", 0L) * 8 / 10,
                        served.getOrDefault("large", 0L) * 12 / 10);
    }

    @Test
    void weightsMultiplyShares() {
        Map<String, Long> served =
                serve(
                        FairShare.fresh(Map.of("a", 4.0)),
                        Map.of("a", 10_000_000L, "b", 10_000_000L),
                        1_000);

        assertThat(served).containsEntry("a", 8_000_000_000L);
    }

    @Test
    void whoReturnsAfterAPauseNeitherCatchesUpNorStarves() {
        FairShare share = FairShare.fresh(Map.of()).among(List.of("a"));
        for (int i = 0; i < 1_000; i++) {
            share = share.charge("a", 1_000_000);
        }
        share = share.among(BOTH);
        int turnsOfB = 0;
        for (int i = 0; i < 100; i++) {
            String turn = share.next(BOTH);
            share = share.charge(turn, 1_000_000);
            turnsOfB += turn.equals("b") ? 1 : 0;
        }
        assertThat(turnsOfB).isBetween(49, 51);
    }

    @Test
    void emptyFilesAreNotFree() {
        FairShare share = FairShare.fresh(Map.of()).among(BOTH);

        assertThat(share.charge("a", 0).next(BOTH)).isEqualTo("b");
    }
}
