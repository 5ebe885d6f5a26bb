package org.godwit.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RseExpressionEvaluatorTest {
    private static final List<RseView> WORLD =
            List.of(
                    rse(4, "UK-RAL", "RAL", "gb", Map.of("tier", "1", "rse_type", "TAPE")),
                    rse(
                            1,
                            "FR-CC",
                            "IN2P3",
                            "FR",
                            Map.of("tier", "1", "rse_type", "DISK", "fast", "True")),
                    rse(2, "US-NERSC", "NERSC", "US", Map.of("tier", "1.5", "rse_type", "DISK")),
                    rse(
                            3,
                            "FR-LYON",
                            "IN2P3",
                            "FR",
                            Map.of(
                                    "tier",
                                    "two",
                                    "rse_type",
                                    "TAPE",
                                    "availability_write",
                                    "true",
                                    "longitude",
                                    "4.0")),
                    rse(5, "RAL", "Elsewhere", "", Map.of("GB", "true")));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "*; 1,2,3,4,5",
                "FR-CC; 1",
                "FR-CC=true; 1",
                "FR-CC=TRUE; 1",
                "FR-CC=1; ``",
                "fast; 1",
                "fast>0; 1",
                "FR-CC>0; 1",
                "tier=1; 1,4",
                "tier<2; 1,2,4",
                "tier>1; 2",
                "tier>=1.5; 2",
                "tier<=1; 1,4",
                "tier<x; ``",
                "tier!=1; 2,3,5",
                "tier=1*; 1,2,4",
                "tier=*; 1,2,3,4",
                "tier='1*'; ``",
                "rse_type=TAPE; 3,4",
                "rse_type=tape; 3,4",
                "availability_write=1; 3",
                "availability_write; 3",
                "availability_write>0; ``",
                "longitude=4; 3",
                "longitude>0; ``",
                "rse=US-NERSC; 2",
                "FR-*; 1,3",
                "*L*; 3,4,5",
                "a*; ``",
                "*\\tier=1; 2,3,5",
                "FR-CC|US-NERSC&tier=1; 1",
                "FR-CC|(US-NERSC&tier=1); 1",
                "FR; ``",
                "IN2P3; ``",
                "RAL; 5",
                "GB; 5",
                "site=RAL; ``",
            })
    void rucioDialect(String expression, String ids) {
        assertThat(evaluate(expression, Dialect.RUCIO)).isEqualTo(ids(ids));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                // Rucio's meaning first: RAL is an RSE, though a site too; GB a tag, though a
                // country too.
                "RAL; 5",
                "GB; 5",
                "IN2P3; 1,3",
                "FR; 1,3",
                "fr; ``",
                "gb; ``",
                "US|FR\\rse_type=TAPE; 1,2",
                "site=RAL; 4",
                "country=FR; 1,3",
                "country!=FR; 2,4,5",
                "IN2*; 1,3",
            })
    void ruleDialect(String expression, String ids) {
        assertThat(evaluate(expression, Dialect.RULE)).isEqualTo(ids(ids));
    }

    @Test
    void aChangedAttributeCountsAtOnce() {
        List<RseView> world = new ArrayList<>(WORLD);
        RseExpression expression = RseExpressionParser.parse("tier=1");
        assertThat(RseExpressionEvaluator.evaluate(expression, () -> world, Dialect.RUCIO))
                .hasSize(2);
        world.set(0, rse(4, "UK-RAL", "RAL", "gb", Map.of("tier", "2")));
        assertThat(RseExpressionEvaluator.evaluate(expression, () -> world, Dialect.RUCIO))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " -> ",
            value = {
                "FRCC -> \"FRCC\" matches no RSE: there is no RSE, tag, site or country \"FRCC\"; did you mean \"FR-CC\"?",
                "fr -> there is no RSE, tag, site or country \"fr\"; did you mean \"FR\"?",
                "(US|FR)&zzzzzz -> no RSE, tag, site or country \"zzzzzz\"; godwit rse list",
                "teir=1 -> no RSE has an attribute \"teir\"; did you mean \"tier\"?",
                "tier=two2 -> the values of tier are 1, 1.5, two; did you mean \"two\"?",
                "FR&US -> each part matches some RSE, but no RSE is in all",
            })
    void anEmptyAnswerIsExplained(String expression, String message) {
        EngineException error = failure(expression, WORLD);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RSE_EXPRESSION);
        assertThat(error).hasMessageContaining(message);
    }

    @Test
    void anEmptyDirectoryIsSaid() {
        assertThat(failure("*", List.of())).hasMessageContaining("there is none yet");
    }

    @Test
    void termsOfASpreadMayBeEmpty() {
        List<SpreadTerm> terms =
                RseExpressionEvaluator.terms(
                        RseExpressionParser.parseSpread("FR + ZZ"), () -> WORLD, Dialect.RULE);
        assertThat(terms).extracting(SpreadTerm::text).containsExactly("FR", "ZZ");
        assertThat(terms.getFirst().candidates()).extracting(RseView::id).containsExactly(1, 3);
        assertThat(terms.getLast().candidates()).isEmpty();
    }

    private static EngineException failure(String expression, List<RseView> world) {
        return catchThrowableOfType(
                EngineException.class,
                () ->
                        RseExpressionEvaluator.evaluateOrFail(
                                RseExpressionParser.parse(expression), () -> world, Dialect.RULE));
    }

    private static List<Integer> evaluate(String expression, Dialect dialect) {
        return RseExpressionEvaluator.evaluate(
                RseExpressionParser.parse(expression), () -> WORLD, dialect);
    }

    private static List<Integer> ids(String list) {
        return list.isEmpty()
                ? List.of()
                : List.of(list.split(",")).stream().map(Integer::valueOf).toList();
    }

    private static RseView rse(
            int id, String name, String site, String country, Map<String, String> attributes) {
        return new RseView(id, name, site, country, attributes);
    }
}
