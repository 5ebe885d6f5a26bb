package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkCapsTest {
    @Test
    void equalDemandsGetEqualShares() {
        assertThat(LinkCaps.maxMin(300, new double[] {1000, 1000, 1000}))
                .containsExactly(100, 100, 100);
    }

    @Test
    void whatOneDoesNotNeedTheOthersGet() {
        assertThat(LinkCaps.maxMin(300, new double[] {1000, 20, 1000}))
                .containsExactly(140, 20, 140);
    }

    @Test
    void whatNobodyNeedsIsGivenToAll() {
        assertThat(LinkCaps.maxMin(300, new double[] {10, 20})).containsExactly(145, 155);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSumIsTheCapAndNobodyWithLessDemandGetsMore(long seed) {
        Random random = new Random(seed);
        long cap = random.nextLong(1, 10_000_000_000L);
        double[] demands = random.doubles(1 + random.nextInt(20)).map(part -> part * cap).toArray();
        long[] shares = LinkCaps.maxMin(cap, demands);
        assertThat(Arrays.stream(shares).sum()).isEqualTo(cap);
        for (int i = 0; i < shares.length; i++) {
            assertThat(shares[i]).isNotNegative();
            for (int j = 0; j < shares.length; j++) {
                if (demands[i] < demands[j]) {
                    assertThat(shares[i]).isLessThanOrEqualTo(shares[j] + 1);
                }
            }
        }
    }

    @Test
    void noSessionsNeedNothing() {
        assertThat(LinkCaps.maxMin(300, new double[0])).isEmpty();
    }
}
