package org.godwit.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourcePositionTest {

    @Test
    void aLongTextIsCutAroundThePlace() {
        String text = "a".repeat(100) + "!" + "b".repeat(100);
        String message =
                String.valueOf(
                        new SourcePosition(text, 100)
                                .refusal(ErrorCode.INVALID_RULE, "rule", "no", "hint")
                                .getMessage());
        assertThat(message)
                .isEqualTo(
                        "rule: no at 101 in \"…%s!%s…\"; hint"
                                .formatted("a".repeat(40), "b".repeat(39)));
        assertThat(SourcePosition.offsetIn(message)).hasValue(100);
    }

    @Test
    void theCaretStandsUnderThePlace() {
        assertThat(SourcePosition.caret("é😀\tx)", 5).lines()).containsExactly("é😀 x)", "    ^");
        assertThat(SourcePosition.caret("ab", 99).lines()).containsExactly("ab", "  ^");
    }

    @Test
    void aMessageWithoutAPlaceHasNone() {
        assertThat(SourcePosition.offsetIn("no such RSE at 5")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"FRR, FR", "teir, tier", "nersc, NERSC", "US-NRSC, US-NERSC"})
    void findsWhatSomebodyMistyped(String word, String meant) {
        assertThat(DidYouMean.near(word, List.of("FR", "tier", "NERSC", "US-NERSC", "far-away")))
                .contains(meant);
    }

    @Test
    void doesNotOfferWhatIsFarOrSearchForLongWords() {
        assertThat(DidYouMean.near("US", List.of("FR", "UK"))).containsExactly("UK");
        assertThat(DidYouMean.near("tape", List.of("disk"))).isEmpty();
        assertThat(DidYouMean.near("x".repeat(100_000), List.of("x".repeat(100_000)))).isEmpty();
    }
}
