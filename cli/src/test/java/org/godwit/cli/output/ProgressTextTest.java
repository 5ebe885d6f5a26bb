package org.godwit.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.output.RuleProgress.Amount;
import org.godwit.cli.output.RuleProgress.Destination;
import org.godwit.cli.output.RuleProgress.Flow;
import org.junit.jupiter.api.Test;

final class ProgressTextTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ProgressText text = new ProgressText(Terminal.NONE);

    private static RuleProgress progress(long done) {
        return new RuleProgress(
                "0a",
                "REPLICATING",
                new Amount(8, 2, 2_000_000, done),
                List.of(
                        new Destination("FR", new Amount(4, 2, 1_000_000, done), 0),
                        new Destination("US-DISK", new Amount(4, 0, 1_000_000, 0), 3)),
                List.of(new Flow("UK", "FR", 250_000, 2)),
                Optional.of("US-DISK is full"));
    }

    @Test
    void drawsABarWithRateAndTimeLeftForEachDestination() {
        text.saw(progress(250_000), 0);
        text.saw(progress(500_000), SECOND);
        assertThat(text.lines(progress(500_000)))
                .containsExactly(
                        "rule 0a  REPLICATING",
                        "  FR       ████████████░░░░░░░░░░░░   50 %  2/4 files  500 kB/1.0 MB  250 kB/s  2 s left",
                        "  US-DISK  ░░░░░░░░░░░░░░░░░░░░░░░░    0 %  0/4 files  0 B/1.0 MB  3 stuck",
                        "  UK → FR  250 kB/s  2 transfers",
                        "  reason: US-DISK is full");
    }

    @Test
    void saysItAllOnOneLineInAPipe() {
        text.saw(progress(250_000), 0);
        text.saw(progress(500_000), SECOND);
        assertThat(text.line(progress(500_000), Instant.parse("2026-11-23T07:12:03.5Z")))
                .isEqualTo(
                        "2026-11-23T07:12:03Z rule 0a REPLICATING   25 %  2/8 files  500 kB/2.0 MB"
                                + "  250 kB/s  6 s left; UK → FR  250 kB/s  2 transfers; reason: US-DISK is full");
    }

    @Test
    void theRateForgetsWhatIsLongAgo() {
        for (int second = 0; second <= 30; second++) {
            text.saw(progress(Math.min(second, 15) * 10_000L), second * SECOND);
        }
        assertThat(text.lines(progress(150_000)).get(1)).doesNotContain("left");
    }

    @Test
    void emptyFilesCountByTheirNumber() {
        RuleProgress empty =
                new RuleProgress(
                        "0a",
                        "REPLICATING",
                        new Amount(2, 1, 0, 0),
                        List.of(new Destination("FR", new Amount(2, 1, 0, 0), 0)),
                        List.of(),
                        Optional.empty());
        assertThat(text.lines(empty).get(1)).contains(" 50 %  1/2 files  0 B/0 B");
    }
}
