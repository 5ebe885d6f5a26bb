package org.godwit.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "9949, 9.9 kB",
        "9951, 10 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "2147483648, 2.1 GB",
        "9223372036854775807, 9.2 EB"
    })
    void writesBytesWithDecimalPrefixes(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "59, 59 s",
        "60, 1 min",
        "80, 1 min 20 s",
        "7500, 2 h 05 min",
        "273600, 3 d 04 h",
        "-5, 0 s"
    })
    void writesTimesWithTwoUnitsAtMost(long seconds, String text) {
        assertThat(Units.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1500, 1500",
        "1.5 kB, 1500",
        "1.5KB, 1500",
        "500MB/s, 500000000",
        "2G, 2000000000",
        "9.2EB, 9200000000000000000"
    })
    void readsBytes(String text, long bytes) {
        assertThat(Units.parseBytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1 MiB", "x", "99EB", "1e3"})
    void refusesWhatIsNoNumberOfBytes(String text) {
        assertThatThrownBy(() -> Units.parseBytes(text))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("write e.g.");
    }

    @Test
    void readsTimes() {
        assertThat(Units.parseDuration("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Units.parseDuration("10 m")).isEqualTo(Duration.ofMinutes(10));
        assertThat(Units.parseDuration("2W")).isEqualTo(Duration.ofDays(14));
        assertThatThrownBy(() -> Units.parseDuration("soon")).isInstanceOf(EngineException.class);
    }

    @Test
    void aHundredPercentMeansAll() {
        assertThat(Units.percent(999, 1000)).isEqualTo("99 %");
        assertThat(Units.percent(1000, 1000)).isEqualTo("100 %");
        assertThat(Units.percent(0, 0)).isEqualTo("100 %");
    }
}
