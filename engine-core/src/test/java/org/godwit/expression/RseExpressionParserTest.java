package org.godwit.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RseExpressionParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "CERN-PROD_DATADISK",
                "8",
                "a>-1",
                "*\\tier=1",
                "tier=1&country=FR|UK\\tape",
                "A|(B&C)",
                "A|(B|C)",
                "rse_type=TAPE",
                "deterministic=TRUE",
                "availability_write=0",
                "-.key_=--",
                "a.b-c_d<5",
                "type=__",
                "A&(B|(C\\(D|E)))",
            })
    void readsRuciosExpressionsAndWritesThemBackUnchanged(String text) {
        assertThat(RseExpressionParser.parse(text)).hasToString(text);
    }

    static Stream<Arguments> beyondRucioOrNotCanonical() {
        return Stream.of(
                Arguments.of("(A)", "A"),
                Arguments.of("(((A|B)))", "A|B"),
                Arguments.of("(A|B)&C", "A|B&C"),
                Arguments.of("A|(B)&C", "A|B&C"),
                Arguments.of("((A&B)\\C)|D", "A&B\\C|D"),
                Arguments.of("A | B", "A|B"),
                Arguments.of("\tA\n", "A"),
                Arguments.of("tier >= 1.5", "tier>=1.5"),
                Arguments.of("tier<=2", "tier<=2"),
                Arguments.of("type != 'disk'", "type!=disk"),
                Arguments.of("site=\"CC IN2P3\"", "site=\"CC IN2P3\""),
                Arguments.of("host=a.b.fr", "host=a.b.fr"),
                Arguments.of("host='*.fr'", "host=\"*.fr\""),
                Arguments.of("host=*.fr", "host=*.fr"),
                Arguments.of("RSE_*", "RSE_*"),
                Arguments.of("'RSE_*'", "\"RSE_*\""),
                Arguments.of("\"CERN\"", "CERN"),
                Arguments.of("'--'", "\"--\""),
                Arguments.of("x='it\\'s'", "x=\"it's\""),
                Arguments.of("x='say \"hi\"'", "x=\"say \\\"hi\\\"\""),
                Arguments.of("x=\"\"", "x=\"\""),
                Arguments.of("rse_type=tape", "rse_type=tape"));
    }

    @ParameterizedTest
    @MethodSource("beyondRucioOrNotCanonical")
    void readsMoreThanRucioAndWritesItInOneForm(String text, String canonical) {
        RseExpression parsed = RseExpressionParser.parse(text);
        assertThat(parsed).hasToString(canonical);
        assertThat(RseExpressionParser.parse(canonical)).isEqualTo(parsed);
    }

    @Test
    void aChainIsReadFromLeftToRight() {
        assertThat(RseExpressionParser.parse("A|B&C"))
                .isEqualTo(RseExpressionParser.parse("(A|B)&C"))
                .isNotEqualTo(RseExpressionParser.parse("A|(B&C)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "FR|(US)) -> unexpected ')' at 8 in \"FR|(US))\"; no parenthesis is open here",
                "(A|(B) -> '(' is never closed at 1 in \"(A|(B)\"; add a ')'",
                "() -> unexpected ')' at 2 in \"()\"; expected an RSE",
                "A B -> an operator is missing at 3 in \"A B\"; join operands",
                "A(B) -> an operator is missing at 2",
                "(A)(B) -> an operator is missing at 4",
                "A| -> the expression ends early at 3 in \"A|\"",
                "|A -> unexpected '|' at 1",
                "A||B -> unexpected '|' at 3",
                "!A -> a key is missing before the relation at 1",
                "=1 -> a key is missing before the relation at 1",
                "a== -> expected a value after \"a=\" at 3",
                "a=1=2 -> unexpected '=' at 4",
                "a= -> expected a value after \"a=\" at 3",
                "A+B -> unexpected '+' at 2 in \"A+B\"; '+' spreads copies and only a rule",
                "a=\"b -> the quote is never closed at 3",
                "A/B -> unexpected '/' at 2",
                "*=1 -> a key with '*' at 1",
                "a<1* -> '*' after < at 3",
                "-- -> \"--\" is no name at 1",
                "\"\" -> an empty name at 1",
                "deterministic=maybe -> deterministic cannot be maybe at 15",
                "rse_type=FLOPPY -> rse_type cannot be FLOPPY at 10",
            })
    void refusesWithThePlaceAndAHint(String text, String message) {
        EngineException error = refusal(text);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RSE_EXPRESSION);
        assertThat(error).hasMessageStartingWith("RSE expression: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\t\n"})
    void refusesAnEmptyExpression(String text) {
        assertThat(refusal(text)).hasMessageContaining("it is empty; write an RSE");
    }

    @Test
    void aMessageStaysOnOneLineWhateverTheTextHolds() {
        String text = "A|\n\r\u2028\u0007)" + "x".repeat(500);
        assertThat(refusal(text).toString().lines()).hasSize(1);
        assertThat(refusal(text).toString().length()).isLessThan(250);
    }

    @Test
    void aSpreadBindsLoosestAndStaysOutsideParentheses() {
        Spread spread = RseExpressionParser.parseSpread("FR|UK + (US|CA)\\tape");
        assertThat(spread.terms())
                .containsExactly(
                        RseExpressionParser.parse("FR|UK"),
                        RseExpressionParser.parse("US|CA\\tape"));
        assertThat(spread).hasToString("FR|UK+US|CA\\tape");
        assertThatThrownBy(() -> RseExpressionParser.parseSpread("(FR+US)"))
                .hasMessageContaining("unexpected '+' in parentheses at 4");
        assertThatThrownBy(() -> RseExpressionParser.parseSpread("FR+"))
                .hasMessageContaining("the expression ends early at 4");
    }

    @Test
    void aPrefixEndsBeforeWhatIsNoOperator() {
        String rule = "at FR|US + UK  of a:b";
        RseExpressionParser.Prefix prefix = RseExpressionParser.parseSpreadPrefix(rule, 3);
        assertThat(prefix.spread()).hasToString("FR|US+UK");
        assertThat(rule.substring(prefix.end())).isEqualTo("  of a:b");
    }

    @Test
    void hostileInputIsRefusedBeforeItCosts() {
        assertThat(refusal("(".repeat(100_000) + "A" + ")".repeat(100_000)))
                .hasMessageContaining("200,001 characters, at most 10,000");
        assertThat(refusal("(".repeat(4_000) + "A" + ")".repeat(4_000)))
                .hasMessageContaining("more than 1000 parentheses are open at 1001");
        assertThat(refusal("A|".repeat(4_999) + "(")).hasMessageContaining("ends early");
        assertThatThrownBy(() ->
                        RseExpressionParser.parseSpreadPrefix("at " + "(".repeat(100_000) + "A", 3))
                .hasMessageContaining("parentheses are open");
        assertThatThrownBy(() -> RseExpressionParser.parseSpreadPrefix("A|".repeat(9_000) + "A", 0))
                .hasMessageContaining("18,001 characters");
        assertThat(refusal("'" + "\"".repeat(9_000) + "'"))
                .hasMessageContaining("18,002 characters");
        assertThatThrownBy(() -> RseExpressionParser.parseSpread("A+".repeat(200) + "A"))
                .hasMessageContaining("more than 100 terms");
    }

    @Test
    void theDeepestAndTheLongestExpressionNeedLittleStack() throws InterruptedException {
        String deep = "A|(".repeat(1_000) + "A|A" + ")".repeat(1_000);
        String lengthy = "A|".repeat(4_999) + "A";
        RseDirectory directory = () -> List.of(new RseView(1, "A", "S", "", Map.of()));
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            for (String text : List.of(deep, lengthy)) {
                                RseExpression parsed = RseExpressionParser.parse(text);
                                assertThat(parsed).hasToString(text);
                                assertThat(parsed.equals(RseExpressionParser.parse(text))).isTrue();
                                assertThat(
                                                RseExpressionEvaluator.evaluate(
                                                        parsed, directory, Dialect.RUCIO))
                                        .containsExactly(1);
                            }
                        },
                        "small stack",
                        512 * 1024);
        thread.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
    }

    private static EngineException refusal(String text) {
        return catchThrowableOfType(EngineException.class, () -> RseExpressionParser.parse(text));
    }
}
