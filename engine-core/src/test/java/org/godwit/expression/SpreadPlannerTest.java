package org.godwit.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;

final class SpreadPlannerTest {
    private static final long SEED = Long.getLong("seed", 20_261_123L);
    private static final RseView FR1 = rse(1, "FR1", "Lyon", "FR");
    private static final RseView FR2 = rse(2, "FR2", "Paris", "FR");
    private static final RseView US1 = rse(3, "US1", "NERSC", "US");
    private static final RseView US2 = rse(4, "US2", "FNAL", "US");
    private static final RseView LOST = rse(5, "LOST", "Nowhere", "");

    @Test
    void eachTermGetsACopy() {
        assertThat(
                        choose(
                                2,
                                Optional.empty(),
                                List.of(),
                                term("FR", FR1, FR2),
                                term("US", US1, US2)))
                .containsExactly(
                        new SpreadChoice(FR1, Optional.of("FR"), false),
                        new SpreadChoice(US1, Optional.of("US"), false));
    }

    @Test
    void furtherCopiesComeFromTheUnion() {
        assertThat(choose(3, Optional.empty(), List.of(), term("FR", FR1), term("US", US1, US2)))
                .containsExactly(
                        new SpreadChoice(FR1, Optional.of("FR"), false),
                        new SpreadChoice(US1, Optional.of("US"), false),
                        new SpreadChoice(US2, Optional.empty(), false));
    }

    @Test
    void anRseInTwoTermsCountsForOneOnly() {
        assertThat(choose(2, Optional.empty(), List.of(), term("any", FR1, US1), term("FR", FR1)))
                .extracting(choice -> choice.rse().name())
                .containsExactly("US1", "FR1");
        assertThat(refusal(2, Optional.empty(), term("FR", FR1), term("tape", FR1)))
                .hasMessage(
                        "needs 2 copies at FR+tape: \"FR\" and \"tape\" together match only 1 usable RSE (FR1)");
    }

    @Test
    void whatIsChosenStaysWhereItCan() {
        assertThat(
                        choose(
                                2,
                                Optional.empty(),
                                List.of(4),
                                term("FR", FR1, FR2),
                                term("US", US1, US2)))
                .extracting(SpreadChoice::rse)
                .containsExactly(FR1, US2);
        // Both FR copies cannot stay: one must make place for US.
        assertThat(
                        choose(
                                2,
                                Optional.empty(),
                                List.of(1, 2),
                                term("FR", FR1, FR2),
                                term("US", US1)))
                .extracting(SpreadChoice::rse)
                .containsExactly(FR1, US1);
    }

    @Test
    void distinctKeepsCopiesApart() {
        Optional<String> country = Optional.of("country");
        assertThat(choose(2, country, List.of(), term("*", FR1, FR2, US1, US2)))
                .extracting(SpreadChoice::rse)
                .containsExactlyInAnyOrder(FR1, US1);
        assertThat(choose(2, country, List.of(2), term("*", FR1, FR2, US1, US2)))
                .extracting(SpreadChoice::rse)
                .containsExactlyInAnyOrder(FR2, US1);
        assertThat(refusal(3, country, term("*", FR1, FR2, US1, LOST)))
                .hasMessage(
                        "needs 3 copies at *, distinct country: \"*\" matches only 2 different values of country"
                                + " (FR, US)");
        assertThat(refusal(1, country, term("LOST", LOST)))
                .hasMessage(
                        "needs 1 copy at LOST, distinct country: no RSE that matches \"LOST\" has a known country");
    }

    @Test
    void aChosenRseGivesWayWhereItsGroupIsNeededElsewhere() {
        RseView tape = rse(9, "FR-TAPE", "Lyon", "FR");
        assertThat(
                        choose(
                                2,
                                Optional.of("site"),
                                List.of(1),
                                term("any", FR1, FR2),
                                term("tape", tape)))
                .extracting(SpreadChoice::rse)
                .containsExactly(FR2, tape);
    }

    @Test
    void saysWhatIsMissing() {
        EngineException none = refusal(2, Optional.empty(), term("FR", FR1), term("US"));
        assertThat(none.code()).isEqualTo(ErrorCode.INSUFFICIENT_TARGET_RSES);
        assertThat(none).hasMessage("needs 2 copies at FR+US: no RSE matches \"US\"");
        assertThat(
                        refusal(
                                2,
                                Optional.empty(),
                                term("FR", FR1),
                                new SpreadTerm("US", List.of(), 3)))
                .hasMessageEndingWith("none of the 3 RSEs that match \"US\" can be used");
        assertThat(refusal(3, Optional.empty(), term("FR", FR1, FR2)))
                .hasMessage("needs 3 copies at FR: \"FR\" matches only 2 usable RSEs (FR1, FR2)");
        assertThat(refusal(1, Optional.empty(), term("FR", FR1), term("US", US1)))
                .hasMessageContaining("each of the 2 terms takes a copy");
    }

    @Test
    void agreesWithTryingEverything() {
        SplittableRandom random = new SplittableRandom(SEED);
        int solved = 0;
        for (int i = 0; i < 5_000; i++) {
            SpreadRequest request = request(random);
            Optional<Set<Integer>> best = tryEverything(request);
            Optional<List<SpreadChoice>> plan = plan(request);
            assertThat(plan.isPresent())
                    .as("seed %d case %d: %s", SEED, i, request)
                    .isEqualTo(best.isPresent());
            if (plan.isPresent()) {
                solved++;
                Set<Integer> ids =
                        plan.get().stream().map(c -> c.rse().id()).collect(Collectors.toSet());
                assertThat(meets(request, List.copyOf(ids)))
                        .as("seed %d case %d", SEED, i)
                        .isTrue();
                if (request.distinct().isEmpty()) {
                    assertThat(ids)
                            .as("seed %d case %d: %s", SEED, i, request)
                            .isEqualTo(best.get());
                }
            }
        }
        assertThat(solved).isBetween(1_000, 4_500);
    }

    private static SpreadRequest request(SplittableRandom random) {
        List<RseView> world =
                IntStream.rangeClosed(1, 6)
                        .mapToObj(id -> rse(id, "R" + id, "S", "C" + random.nextInt(4)))
                        .toList();
        List<SpreadTerm> terms =
                IntStream.rangeClosed(1, 1 + random.nextInt(3))
                        .mapToObj(t ->
                                new SpreadTerm(
                                        "T" + t,
                                        world.stream().filter(_ -> random.nextInt(5) < 2).toList(),
                                        0))
                        .toList();
        int[] rank = random.ints(7, 0, 4).toArray();
        return new SpreadRequest(
                terms.size() + random.nextInt(2),
                terms,
                random.nextBoolean() ? Optional.empty() : Optional.of("country"),
                random.ints(random.nextInt(3), 1, 7).boxed().toList(),
                Comparator.comparingInt(rse -> rank[rse.id()]));
    }

    /// The most preferred set of RSEs that meets the request, chosen ones before all others.
    private static Optional<Set<Integer>> tryEverything(SpreadRequest request) {
        List<RseView> ordered =
                request.terms().stream()
                        .flatMap(term -> term.candidates().stream())
                        .distinct()
                        .sorted(
                                Comparator.comparing((RseView rse) ->
                                                !request.chosen().contains(rse.id()))
                                        .thenComparing(request.preference())
                                        .thenComparingInt(RseView::id))
                        .toList();
        int best = -1;
        for (int mask = 0; mask < 1 << ordered.size(); mask++) {
            if (Integer.bitCount(mask) == request.copies() && meets(request, pick(ordered, mask))) {
                // Earlier RSEs weigh more: compare the masks with their bits reversed.
                if (best < 0
                        || Integer.compareUnsigned(Integer.reverse(mask), Integer.reverse(best))
                                > 0) {
                    best = mask;
                }
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(Set.copyOf(pick(ordered, best)));
    }

    private static List<Integer> pick(List<RseView> ordered, int mask) {
        return IntStream.range(0, ordered.size())
                .filter(i -> (mask >> i & 1) == 1)
                .mapToObj(i -> ordered.get(i).id())
                .toList();
    }

    private static boolean meets(SpreadRequest request, List<Integer> ids) {
        List<RseView> chosen =
                request.terms().stream()
                        .flatMap(term -> term.candidates().stream())
                        .distinct()
                        .filter(rse -> ids.contains(rse.id()))
                        .toList();
        long values = chosen.stream().map(RseView::country).distinct().count();
        return chosen.size() == request.copies()
                && (request.distinct().isEmpty() || values == chosen.size())
                && assign(request.terms(), 0, new ArrayList<>(ids));
    }

    private static boolean assign(List<SpreadTerm> terms, int term, List<Integer> free) {
        if (term == terms.size()) {
            return true;
        }
        for (RseView rse : terms.get(term).candidates()) {
            List<Integer> rest = new ArrayList<>(free);
            if (rest.remove(Integer.valueOf(rse.id())) && assign(terms, term + 1, rest)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<List<SpreadChoice>> plan(SpreadRequest request) {
        try {
            return Optional.of(SpreadPlanner.choose(request));
        } catch (EngineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_TARGET_RSES);
            return Optional.empty();
        }
    }

    private static List<SpreadChoice> choose(
            int copies, Optional<String> distinct, List<Integer> chosen, SpreadTerm... terms) {
        return SpreadPlanner.choose(
                new SpreadRequest(
                        copies,
                        Arrays.asList(terms),
                        distinct,
                        chosen,
                        Comparator.comparingInt(RseView::id)));
    }

    private static EngineException refusal(
            int copies, Optional<String> distinct, SpreadTerm... terms) {
        return catchThrowableOfType(
                EngineException.class, () -> choose(copies, distinct, List.of(), terms));
    }

    private static SpreadTerm term(String text, RseView... candidates) {
        return new SpreadTerm(text, Arrays.asList(candidates), 0);
    }

    private static RseView rse(int id, String name, String site, String country) {
        return new RseView(id, name, site, country, Map.of());
    }
}
