package org.godwit.rule.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.SourcePosition;
import org.godwit.model.Did;
import org.godwit.model.Grouping;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleParserTest {
    private static final long SEED = Long.getLong("seed", 20_261_123L);

    @Test
    void readsTheMainExample() {
        RuleStatement rule =
                RuleParser.parse("keep 2 copies at FR+US of lsst:night-0042 for 30 days");
        assertThat(rule.clauses())
                .containsExactly(
                        new CopyClause(
                                2, RseExpressionParser.parseSpread("FR+US"), Optional.empty()));
        assertThat(rule.dids()).containsExactly(new Did("lsst", "night-0042"));
        assertThat(rule.options())
                .isEqualTo(
                        new RuleOptions(
                                Optional.of(new Lifetime.For(Duration.ofDays(30))),
                                Optional.empty(),
                                3,
                                Grouping.DATASET,
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void readsEveryOption() {
        RuleStatement rule =
                RuleParser.parse(
                        """
                        Keep 3 Copies At (FR | UK) + US distinct site
                          AND 1 copy at tape&US DISTINCT country
                          of a:b, "demo:my file","c:d" until 2027-01-31
                          as "User Subscriptions" priority 5 from UK\\tape together prefer free_space
                        """);
        assertThat(rule.clauses())
                .extracting(CopyClause::toString)
                .containsExactly(
                        "3 copies at FR|UK+US distinct site", "1 copy at tape&US distinct country");
        assertThat(rule.dids())
                .extracting(Did::toString)
                .containsExactly("a:b", "demo:my file", "c:d");
        assertThat(rule.options())
                .isEqualTo(
                        new RuleOptions(
                                Optional.of(new Lifetime.Until(LocalDate.of(2027, 1, 31))),
                                Optional.of("User Subscriptions"),
                                5,
                                Grouping.ALL,
                                Optional.of(RseExpressionParser.parse("UK\\tape")),
                                Optional.of("free_space")));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " => ",
            value = {
                "keep 1 copy at FR per dataset of a:b => keep 1 copy at FR of a:b",
                "keep 1 copies at FR of a:b,a:b per file => keep 1 copy at FR of a:b per file",
                "keep 1 copy at FR of a:b for 2 weeks => keep 1 copy at FR of a:b for 14 days",
                "keep 1 copy at FR of a:b for 30d => keep 1 copy at FR of a:b for 30 days",
                "keep 1 copy at FR of a:b for 90 MIN => keep 1 copy at FR of a:b for 90 minutes",
                "keep 1 copy at FR of a:b for 24 hours => keep 1 copy at FR of a:b for 1 day",
                "keep 1 copy at FR of a:b for 1 second => keep 1 copy at FR of a:b for 1 second",
                "keep 1 copy at FR of 'a:x, y' => keep 1 copy at FR of \"a:x, y\"",
                "keep 1 copy at FR of a:dir/é:x*+y as Express => keep 1 copy at FR of a:dir/é:x*+y as Express",
                "keep 1 copy at 'of'|x of a:b => keep 1 copy at (of)|x of a:b",
                "keep 1 copy at (of=1) of a:b => keep 1 copy at (of=1) of a:b",
                "keep 1 copy at tape&US and 1 copy at FR of a:b => keep 1 copy at tape&US and 1 copy at FR of a:b",
                "keep 1 copy on tape of a:b => keep 1 copy at rse_type=TAPE of a:b",
                "keep 1 copy on tape at US of a:b => keep 1 copy at US&rse_type=TAPE of a:b",
                "keep 2 copies at FR|UK+US of a:b on Disk => keep 2 copies at FR|UK&rse_type=DISK+US&rse_type=DISK of a:b",
                "keep 1 copy on disk at FR and 1 copy at US of a:b on tape => keep 1 copy at FR&rse_type=DISK and 1 copy at US&rse_type=TAPE of a:b",
                "keep 1 copy at FR of a:b Prefer Free Space => keep 1 copy at FR of a:b prefer free space",
                "keep 1 copy at FR of a:b prefer free => keep 1 copy at FR of a:b prefer weight free",
                "keep 1 copy at FR of a:b prefer nearest => keep 1 copy at FR of a:b prefer nearest",
                "keep 1 copy at FR of a:b prefer weight nearest => keep 1 copy at FR of a:b prefer weight nearest",
                "keep 1 copy at FR of a:b prefer weight => keep 1 copy at FR of a:b prefer weight weight",
                "keep 1 copy at FR of a:b prefer weight for 3d => keep 1 copy at FR of a:b for 3 days prefer weight weight",
                "keep 1 copy at FR with lock, approval of a:b => keep 1 copy at FR of a:b with approval, lock",
                "keep 1 copy at FR of a:b with notification close, delay 90 s, comment 'a, b' => keep 1 copy at FR of a:b with notification close, delay 90 seconds, comment \"a, b\"",
                "keep 1 copy at FR of a:b with split, background, unavailable, purge => keep 1 copy at FR of a:b with purge, unavailable, background, split",
                "keep 1 copy at FR of a:b with notification no => keep 1 copy at FR of a:b",
            })
    void writesACanonicalText(String text, String canonical) {
        RuleStatement rule = RuleParser.parse(text);
        assertThat(rule).hasToString(canonical);
        assertThat(RuleParser.parse(canonical)).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = " => ",
            value = {
                "`` => a rule begins with \"keep\" at 1",
                "kep 2 copies at FR of a:b => a rule begins with \"keep\" at 1 in",
                "keep two copies at FR of a:b => expected a number of copies after \"keep\" at 6 in \"keep two copies at FR of a:b\"; write e.g. keep 2",
                "keep => expected a number of copies after \"keep\" at 5",
                "keep 0 copies at FR of a:b => copies cannot be \"0\" at 6",
                "keep -2 copies at FR of a:b => copies cannot be \"-2\" at 6",
                "keep 101 copies at FR of a:b => copies cannot be \"101\" at 6",
                "keep 99999999999999999999 copies at FR of a:b => copies cannot be",
                "keep 2 at FR of a:b => expected \"copies\" at 8",
                "keep 2 copies FR of a:b => expected \"at\" at 15",
                "keep 2 copies at of a:b => expected an RSE expression after \"at\" at 18",
                "keep 2 copies at => expected an RSE expression after \"at\" at 17",
                "keep 1 copy at FR+US of a:b => 1 copy cannot be at each of 2 terms at 6 in",
                "keep 2 copies at FR US of a:b => unexpected \"US\" at 21",
                "keep 2 copies at FR, US of a:b => unexpected character at 20",
                "keep 2 copies at FR => the rule names no data at 20",
                "keep 2 copies at FR of => expected a DID after \"of\" at 23",
                "keep 2 copies at FR of night => expected a DID after \"of\" at 24 in \"keep 2 copies at FR of night\"; write it as scope:name",
                "keep 2 copies at FR of a:../b => a DID that cannot be at 24",
                "keep 2 copies at FR of a:b, => expected a DID",
                "keep 2 copies at FR of a:b fro 3 days => unexpected \"fro\" at 28 in \"keep 2 copies at FR of a:b fro 3 days\"; did you mean \"for\"",
                "keep 2 copies at FR of a:my file => unexpected \"file\" at 29",
                "keep 2 copies at FR of \"a:b => the quote is never closed at 24",
                "keep 2 copies at FR of a:b for long => expected a time after \"for\" at 32",
                "keep 2 copies at FR of a:b for 3 dyas => expected a unit of time at 34 in \"keep 2 copies at FR of a:b for 3 dyas\"; did you mean \"days\"",
                "keep 2 copies at FR of a:b for 3 months => write seconds, minutes, hours, days or weeks",
                "keep 2 copies at FR of a:b for 0 days => a rule cannot live 0 days",
                "keep 2 copies at FR of a:b for 9999999999 weeks => a rule cannot live",
                "keep 2 copies at FR of a:b until tomorrow => expected a date after \"until\" at 34",
                "keep 2 copies at FR of a:b until 2027-02-30 => expected a date after \"until\"",
                "keep 2 copies at FR of a:b for 3 days until 2027-01-01 => \"until\" is said before at 39",
                "keep 2 copies at FR of a:b priority 6 => priority cannot be \"6\" at 37",
                "keep 2 copies at FR of a:b priority => priority cannot be \"\" at 36",
                "keep 2 copies at FR of a:b as User Jobs => unexpected \"Jobs\" at 36",
                "keep 2 copies at FR of a:b as => expected an activity after \"as\" at 30",
                "keep 2 copies at FR of a:b from UK+FR => a '+' after \"from\" at 33",
                "keep 2 copies at FR of a:b per rse => expected \"dataset\" or \"file\" after \"per\" at 32",
                "keep 2 copies at FR of a:b together per file => \"per\" is said before at 37",
                "keep 2 copies at FR of a:b of c:d => \"of\" is said before at 28",
                "keep 2 copies at FR distinct of a:b => unexpected \"a\" at 33",
                "keep 2 copies at FR of a:b and priority 4 => expected a number of copies after \"and\" at 32",
                "keep 2 copies at FR of a:b keep => unexpected \"keep\" at 28",
                "keep 2 copies on tap of a:b => expected \"tape\" or \"disk\" after \"on\" at 18",
                "keep 1 copy on tape at US on disk of a:b => \"on\" is said before at 27",
                "keep 1 copy at US on disk on tape of a:b => \"on\" is said before at 27",
                "keep 1 copy at US of a:b with => unexpected \"\" after \"with\" at 30",
                "keep 1 copy at US of a:b with aproval => unexpected \"aproval\" after \"with\" at 31 in \"keep 1 copy at US of a:b with aproval\"; did you mean \"approval\"",
                "keep 1 copy at US of a:b with lock, lock => \"lock\" is said before at 37",
                "keep 1 copy at US of a:b with lock with purge => \"with\" is said before at 36",
                "keep 1 copy at US of a:b with lock purge => unexpected \"purge\" at 36",
                "keep 1 copy at US of a:b with notification => expected when to tell after \"notification\" at 43",
                "keep 1 copy at US of a:b with comment => expected a text after \"comment\" at 38",
                "keep 1 copy at US of a:b with delay soon => expected a time after",
                "keep 1 copy at US of a:b prefer => expected an RSE attribute after \"prefer\" at 32",
            })
    void refusesWithThePlaceAndAHint(String text, String message) {
        EngineException error = refusal(text);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RULE);
        assertThat(error).hasMessageStartingWith("rule: ").hasMessageContaining(message);
        assertThat(error.toString().lines()).hasSize(1);
    }

    @Test
    void anErrorInAnExpressionCountsPlacesInTheRule() {
        String text = "keep 2 copies at FR|(US of a:b";
        EngineException error = refusal(text);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RSE_EXPRESSION);
        int offset = SourcePosition.offsetIn(String.valueOf(error.getMessage())).orElseThrow();
        assertThat(SourcePosition.caret(text, offset).lines())
                .containsExactly(text, " ".repeat(24) + "^");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a|", "a:b,", "and 1 copy at x ", "of a:b ", "\"", "9"})
    void hostileInputIsRefusedBeforeItCosts(String piece) {
        assertThat(refusal("keep 1 copy at x " + piece.repeat(50_000)).code())
                .isIn(ErrorCode.INVALID_RULE, ErrorCode.INVALID_RSE_EXPRESSION);
        assertThat(refusal("keep 1 copy at " + piece.repeat(10_000)).code())
                .isIn(ErrorCode.INVALID_RULE, ErrorCode.INVALID_RSE_EXPRESSION);
        assertThat(refusal("keep 1 copy at x of " + piece.repeat(10_000)).code())
                .isIn(ErrorCode.INVALID_RULE, ErrorCode.INVALID_RSE_EXPRESSION);
    }

    @Test
    void endsAreCountedInUtc() {
        Instant now = Instant.parse("2026-11-23T06:00:00Z");
        assertThat(new Lifetime.For(Duration.ofDays(30)).end(now))
                .isEqualTo("2026-12-23T06:00:00Z");
        assertThat(new Lifetime.Until(LocalDate.of(2027, 1, 31)).end(now))
                .isEqualTo("2027-02-01T00:00:00Z");
    }

    @Test
    void dataCanBeNamedElsewhere() {
        RuleTemplate template = RuleParser.parseTemplate("keep 2 copies at FR+US for 30 days");
        assertThat(template).hasToString("keep 2 copies at FR+US for 30 days");
        assertThat(template.on(List.of(new Did("a", "b"))))
                .isEqualTo(RuleParser.parse("keep 2 copies at FR+US of a:b for 30 days"));
        assertThat(
                        catchThrowableOfType(
                                EngineException.class,
                                () -> RuleParser.parseTemplate("keep 1 copy at FR of a:b")))
                .hasMessageContaining("\"of\" in a rule whose data is named elsewhere at 19");
    }

    @Test
    void anyMixOfWordsIsReadAndWrittenBackOrRefused() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> pieces =
                List.of(
                        "and 2 copies at FR+US",
                        "and 1 copy at *\\tape",
                        "of a:b",
                        "of 'a:b c', d:e",
                        "for 30 days",
                        "for 36 hours",
                        "until 2027-01-31",
                        "as Express",
                        "as \"A b\"",
                        "priority 4",
                        "priority",
                        "together",
                        "per file",
                        "per dataset",
                        "from (of)|UK",
                        "prefer free",
                        "distinct country",
                        "on tape",
                        "and 1 copy on tape",
                        "prefer nearest",
                        "prefer free space",
                        "with lock, comment 'x, \"y'",
                        "with delay 2 h, approval",
                        "with",
                        "distinct x=1",
                        "for",
                        "\"",
                        ",",
                        "é",
                        "from");
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("keep 1 copy at tape of s:n");
            for (int parts = random.nextInt(4); parts > 0; parts--) {
                text.append(' ').append(pieces.get(random.nextInt(pieces.size())));
            }
            Throwable failure =
                    catchThrowable(() -> {
                        RuleStatement rule = RuleParser.parse(text.toString());
                        assertThat(RuleParser.parse(rule.toString()))
                                .as("seed %d: %s", SEED, text)
                                .isEqualTo(rule);
                    });
            read += failure == null ? 1 : 0;
            assertThat(failure == null || failure instanceof EngineException)
                    .as("seed %d: %s: %s", SEED, text, failure)
                    .isTrue();
        }
        assertThat(read).isBetween(2_000, 18_000);
    }

    @Test
    void theManualsExamplesAreRules() throws IOException {
        List<String> examples =
                Files.readAllLines(Path.of("../docs/rule-language.md")).stream()
                        .filter(line -> line.startsWith("| ") && line.contains("`keep"))
                        .map(line -> line.substring(line.indexOf('`') + 1, line.lastIndexOf('`')))
                        .map(line -> line.replace("\\|", "|"))
                        .toList();
        assertThat(examples).hasSizeGreaterThan(10);
        for (String example : examples) {
            RuleStatement rule = RuleParser.parse(example);
            assertThat(RuleParser.parse(rule.toString())).isEqualTo(rule);
        }
    }

    private static EngineException refusal(String text) {
        return catchThrowableOfType(EngineException.class, () -> RuleParser.parse(text));
    }
}
