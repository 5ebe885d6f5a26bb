package org.godwit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.godwit.schedule.LinkShares.Holder;
import org.godwit.schedule.LinkShares.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinkSharesTest {
    private static final long CAP = 250_000_000;
    private static final long IDLE = 1;
    private static final OptionalLong ANY = OptionalLong.empty();
    private static final long SEED = Long.getLong("seed", 20_261_125L);

    private static Holder newcomer(String agent) {
        return new Holder(agent, true, 1, ANY, IDLE, IDLE, true);
    }

    private static Holder settled(String agent, double weight, OptionalLong demand, long share) {
        return new Holder(agent, true, weight, demand, share, share, false);
    }

    private static Holder leaving(String agent, long share) {
        return new Holder(agent, false, 1, ANY, share, share, false);
    }

    private static Map<String, Long> granted(List<Holder> holders) {
        Map<String, Long> granted = new TreeMap<>();
        LinkShares.step(CAP, IDLE, holders)
                .shares()
                .forEach(share -> granted.put(share.agent(), share.granted()));
        return granted;
    }

    /// Everybody has confirmed what it was told; the next step, until nothing moves.
    private static Map<String, Long> settle(List<Holder> holders) {
        List<Holder> now = holders;
        for (int i = 0; i < 40; i++) {
            now = confirmed(now, LinkShares.step(CAP, IDLE, now).shares());
        }
        return granted(now);
    }

    private static List<Holder> confirmed(List<Holder> holders, List<Share> shares) {
        Map<String, Share> byAgent = new TreeMap<>();
        shares.forEach(share -> byAgent.put(share.agent(), share));
        return holders.stream()
                .map(holder -> {
                    Share share = byAgent.getOrDefault(holder.agent(), new Share("", 0, 0, false));
                    return new Holder(
                            holder.agent(),
                            holder.works(),
                            holder.weight(),
                            holder.demand(),
                            share.granted(),
                            share.granted(),
                            share.joining());
                })
                .toList();
    }

    /// Jain's index: 1 if all are equal, 1/n if one has everything.
    private static double jain(Iterable<Long> shares) {
        double sum = 0;
        double squares = 0;
        int n = 0;
        for (long share : shares) {
            sum += share;
            squares += (double) share * share;
            n++;
        }
        return sum * sum / (n * squares);
    }

    @Test
    void oneAgentHasTheWholeCapAtOnce() {
        assertThat(granted(List.of(newcomer("a")))).containsEntry("a", CAP);
    }

    @Test
    void nobodyHasAnythingOfALinkWithoutWork() {
        assertThat(granted(List.of(leaving("a", CAP)))).containsEntry("a", IDLE);
        assertThat(LinkShares.step(CAP, IDLE, List.of()).shares()).isEmpty();
    }

    @Test
    void agentsThatJoinTogetherShareEqually() {
        for (int n = 2; n <= 50; n++) {
            List<Holder> all = IntStream.range(0, n).mapToObj(i -> newcomer("a" + i)).toList();

            Map<String, Long> shares = granted(all);

            assertThat(jain(shares.values())).as("%d agents", n).isGreaterThan(0.999);
            assertThat(shares.values().stream().mapToLong(Long::longValue).sum())
                    .isBetween(CAP - 2L * n, CAP);
        }
    }

    @Test
    void aNewcomerWaitsUntilTheOthersHaveConfirmedAndThenHasItsShareAtOnce() {
        List<Holder> before = List.of(settled("a", 1, ANY, CAP), newcomer("b"));

        LinkShares.Step first = LinkShares.step(CAP, IDLE, before);

        assertThat(first.waiting()).isTrue();
        assertThat(first.shares())
                .containsExactly(
                        new Share("a", CAP / 2, CAP, false), new Share("b", IDLE, IDLE, true));
        LinkShares.Step second = LinkShares.step(CAP, IDLE, confirmed(before, first.shares()));
        assertThat(second.waiting()).isFalse();
        assertThat(second.shares())
                .containsExactly(
                        new Share("a", CAP / 2, CAP / 2, false),
                        new Share("b", CAP / 2, CAP / 2, false));
    }

    @Test
    void aNewcomerThatGotAPartStaysANewcomer() {
        List<Holder> holders =
                List.of(
                        new Holder("a", true, 1, ANY, CAP / 3, 2 * CAP / 3, false),
                        settled("b", 1, ANY, CAP / 4),
                        newcomer("c"));

        LinkShares.Step step = LinkShares.step(CAP, IDLE, holders);

        Share part = step.shares().getLast();
        assertThat(part.joining()).isTrue();
        assertThat(part.granted()).isBetween(CAP / 60, CAP / 3 - 1);
        assertThat(settle(holders)).containsEntry("c", CAP / 3);
    }

    @Test
    void whoStaysGrowsByAFifthAStepInTheRoomOfWhoLeft() {
        List<Holder> holders =
                List.of(settled("a", 1, ANY, CAP / 4), settled("b", 1, ANY, CAP / 4));

        assertThat(granted(holders).values()).allMatch(share -> share == (long) (1.2 * (CAP / 4)));
        assertThat(settle(holders)).containsEntry("a", CAP / 2).containsEntry("b", CAP / 2);
    }

    @Test
    void weightsCount() {
        Map<String, Long> shares =
                settle(List.of(settled("a", 1, ANY, IDLE), settled("b", 4, ANY, IDLE)));

        assertThat(shares.getOrDefault("b", 0L) / (double) shares.getOrDefault("a", 0L))
                .isCloseTo(4, within(0.1));
    }

    @Test
    void whatASlowAgentCannotUseIsLentToTheOthersAndComesBack() {
        Map<String, Long> shares =
                settle(
                        List.of(
                                settled("slow", 1, OptionalLong.of(10_000_000), CAP / 3),
                                settled("b", 1, ANY, CAP / 3),
                                settled("c", 1, ANY, CAP / 3)));

        assertThat(shares).containsEntry("slow", 10_000_000L).containsEntry("b", 120_000_000L);
        assertThat(
                        settle(
                                List.of(
                                        settled("slow", 1, ANY, 10_000_000),
                                        settled("b", 1, ANY, 120_000_000),
                                        settled("c", 1, ANY, 120_000_000))))
                .hasEntrySatisfying(
                        "slow", share -> assertThat(share).isBetween(CAP / 3 - CAP / 100, CAP / 3));
    }

    @Test
    void whatNobodyCanUseIsThereForWhoeverRecovers() {
        Map<String, Long> shares =
                settle(
                        List.of(
                                settled("a", 1, OptionalLong.of(10_000_000), CAP / 2),
                                settled("b", 1, OptionalLong.of(20_000_000), CAP / 2)));

        assertThat(shares.values().stream().mapToLong(Long::longValue).sum())
                .isBetween(CAP - CAP / 50, CAP);
    }

    @Test
    void noAgentWithWorkGetsLessThanTheFloor() {
        Map<String, Long> shares =
                settle(
                        List.of(
                                settled("a", 1, OptionalLong.of(0), CAP / 2),
                                settled("b", 1_000, ANY, CAP / 2)));

        assertThat(shares).containsEntry("a", (long) (0.05 * CAP / 2));
    }

    static List<Long> seeds() {
        return IntStream.range(0, 200).mapToObj(i -> SEED + i).toList();
    }

    /// Agents come and go, confirm or do not, go silent, want more and less; caps change.
    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensTheSumNeverExceedsTheCap(long seed) {
        Random random = new Random(seed);
        Map<String, Holder> holders = new TreeMap<>();
        long cap = 100_000 + random.nextLong(1_000_000_000);
        for (int round = 0; round < 200; round++) {
            change(random, holders);
            List<Holder> before = List.copyOf(holders.values());
            LinkShares.Step step = LinkShares.step(cap, IDLE, before);
            check(cap, before, step, "seed " + seed + ", round " + round);
            take(random, holders, step);
        }
        calm(cap, holders);
        List<Holder> last = List.copyOf(holders.values());
        long working = last.stream().filter(Holder::works).count();
        LinkShares.step(cap, IDLE, last)
                .shares()
                .forEach(share -> {
                    if (holders.getOrDefault(share.agent(), newcomer("")).works()) {
                        assertThat(share.granted())
                                .as("seed %d: %s", seed, share)
                                .isGreaterThanOrEqualTo((long) (0.049 * cap / working));
                    }
                });
    }

    private static void change(Random random, Map<String, Holder> holders) {
        String agent = "agent" + random.nextInt(8);
        Holder old = holders.getOrDefault(agent, newcomer(agent));
        OptionalLong demand =
                random.nextBoolean() ? ANY : OptionalLong.of(random.nextLong(500_000_000));
        switch (random.nextInt(6)) {
            case 0 -> holders.remove(agent); // its process has started anew
            case 1 -> // silent for too long: a part of what it had is left
                    holders.computeIfPresent(
                            agent,
                            (_, h) ->
                                    new Holder(
                                            agent,
                                            false,
                                            1,
                                            ANY,
                                            IDLE,
                                            Math.ceilDiv(h.held(), 20),
                                            true));
            case 2, 3, 4, 5 ->
                    holders.put(
                            agent,
                            new Holder(
                                    agent,
                                    random.nextInt(4) > 0,
                                    1 + 4 * random.nextDouble(),
                                    demand,
                                    old.granted(),
                                    old.held(),
                                    old.joining()));
            default -> throw new IllegalStateException();
        }
    }

    private static void check(long cap, List<Holder> before, LinkShares.Step step, String where) {
        long held = before.stream().mapToLong(Holder::held).sum();
        long heldNow = step.shares().stream().mapToLong(Share::held).sum();
        assertThat(heldNow).as(where).isLessThanOrEqualTo(Math.max(held, cap));
        for (int i = 0; i < before.size(); i++) {
            Holder old = before.get(i);
            Share share = step.shares().get(i);
            assertThat(share.granted()).as(where).isBetween(1L, share.held());
            assertThat(share.held()).as(where).isGreaterThanOrEqualTo(old.held());
            if (!old.joining() && old.works()) {
                long floor = (long) (0.05 * cap / before.stream().filter(Holder::works).count());
                assertThat(share.granted())
                        .as(where + ": " + old)
                        .isLessThanOrEqualTo(Math.max(floor, (long) (1.2 * old.granted())));
            }
        }
    }

    /// Agents take what they are told; each confirms or does not yet.
    private static void take(Random random, Map<String, Holder> holders, LinkShares.Step step) {
        for (Share share : step.shares()) {
            boolean confirms = random.nextBoolean();
            holders.computeIfPresent(
                    share.agent(),
                    (_, h) ->
                            new Holder(
                                    h.agent(),
                                    h.works(),
                                    h.weight(),
                                    h.demand(),
                                    share.granted(),
                                    confirms ? share.granted() : share.held(),
                                    share.joining() || share.granted() == IDLE));
        }
    }

    private static void calm(long cap, Map<String, Holder> holders) {
        for (int i = 0; i < 60; i++) {
            List<Holder> now = new ArrayList<>(holders.values());
            confirmed(now, LinkShares.step(cap, IDLE, now).shares())
                    .forEach(holder -> holders.put(holder.agent(), holder));
        }
    }
}
