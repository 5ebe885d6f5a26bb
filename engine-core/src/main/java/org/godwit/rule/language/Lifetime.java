package org.godwit.rule.language;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// When a rule ends.
public sealed interface Lifetime {
    /// The moment of the end for a rule that begins `now`.
    Instant end(Instant now);

    /// So long from the rule's beginning.
    record For(Duration time) implements Lifetime {
        @Override
        public Instant end(Instant now) {
            return now.plus(time);
        }
    }

    /// To the end of this day, in UTC.
    record Until(LocalDate day) implements Lifetime {
        @Override
        public Instant end(Instant now) {
            return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }
}
