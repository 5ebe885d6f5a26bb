package org.godwit.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;

/// Generated cases; `-Dseed=…` repeats a run, the seed stands in each failure.
final class GeneratedExpressionsTest {
    private static final int CASES = 10_000;
    private static final long SEED = Long.getLong("seed", 20_261_123L);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final GeneratedExpressions generated = new GeneratedExpressions(random);

    @Test
    void everyRucioExpressionMeansTheSame() {
        int matching = 0;
        for (int i = 0; i < CASES; i++) {
            List<RseView> world = generated.world();
            String text = generated.rucio(3);
            List<Integer> found =
                    RseExpressionEvaluator.evaluate(
                            RseExpressionParser.parse(text), () -> world, Dialect.RUCIO);
            assertThat(found)
                    .as("seed %d: %s in %s", SEED, text, world)
                    .isSorted()
                    .containsExactlyElementsOf(RucioReference.evaluate(text, world));
            matching += found.isEmpty() ? 0 : 1;
        }
        assertThat(matching).as("the cases are not all trivial").isGreaterThan(CASES / 4);
    }

    @Test
    void everyTextThatRucioTakesParses() {
        // Rucio's own check: this pattern for the whole text, and balanced parentheses.
        String primitive =
                "\\(*(?:[A-Za-z0-9._-]+[=<>][A-Za-z0-9_-]+|[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*|\\*)\\)*";
        Pattern pattern = Pattern.compile(primitive + "(?:[|&\\\\]" + primitive + ")*");
        List<String> pieces =
                List.of(
                        "A", "b1", "_", "-", ".", "=", "<", ">", "|", "&", "\\", "(", ")", "*",
                        "A=1");
        int taken = 0;
        for (int i = 0; i < 10 * CASES; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(7); length > 0; length--) {
                text.append(generated.any(pieces));
            }
            if (pattern.matcher(text).matches() && balanced(text)) {
                taken++;
                Throwable failure =
                        catchThrowable(() -> RseExpressionParser.parse(text.toString()));
                assertThat(failure).as("seed %d: %s", SEED, text).isNull();
            }
        }
        assertThat(taken).isGreaterThan(CASES / 8);
    }

    private static boolean balanced(CharSequence text) {
        int open = 0;
        for (int i = 0; i < text.length() && open >= 0; i++) {
            open += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
        }
        return open == 0;
    }

    @Test
    void theCanonicalTextParsesToTheSameExpression() {
        for (int i = 0; i < CASES; i++) {
            String text = generated.rich(3);
            RseExpression parsed = RseExpressionParser.parse(text);
            RseExpression again = RseExpressionParser.parse(parsed.toString());
            assertThat(again).as("seed %d: %s", SEED, text).isEqualTo(parsed);
            assertThat(again.toString()).isEqualTo(parsed.toString());
            List<RseView> world = generated.world();
            for (Dialect dialect : Dialect.values()) {
                assertThat(RseExpressionEvaluator.evaluate(again, () -> world, dialect))
                        .isEqualTo(RseExpressionEvaluator.evaluate(parsed, () -> world, dialect));
            }
        }
    }

    @Test
    void anyTextIsReadOrRefusedInOneLine() {
        List<String> pieces =
                List.of(
                        "A", "=", "!", "<", ">", "|", "&", "\\", "(", ")", "*", "+", "'", "\"", " ",
                        "\n", "é", "😀", "\0", ",");
        Set<Class<?>> allowed = Set.of(EngineException.class);
        for (int i = 0; i < CASES; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(10); length > 0; length--) {
                text.append(generated.any(pieces));
            }
            Throwable failure =
                    catchThrowable(() -> RseExpressionParser.parseSpread(text.toString()));
            if (failure != null) {
                assertThat(allowed).as("seed %d: %s", SEED, text).contains(failure.getClass());
                assertThat(failure.toString().lines()).hasSize(1);
            }
        }
    }
}
