package org.godwit.namespace.search;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.godwit.expression.TextPattern;

/// What a condition compares with. Its form says of what type it is, as in Rucio's filter engine:
/// true or false, a time, a number, else a text; and what it is compared with is read as that type.
public sealed interface FilterValue {
    /// How what a DID says compares with this; empty if it is not of this type.
    OptionalInt compare(String said);

    /// True or false, in any case.
    record Flag(boolean value) implements FilterValue {
        @Override
        public OptionalInt compare(String said) {
            return switch (said.toLowerCase(Locale.ROOT)) {
                case "true", "1" -> OptionalInt.of(Boolean.compare(true, value));
                case "false", "0" -> OptionalInt.of(Boolean.compare(false, value));
                default -> OptionalInt.empty();
            };
        }
    }

    /// A number, whole or not.
    record Decimal(BigDecimal value) implements FilterValue {
        @Override
        public OptionalInt compare(String said) {
            return number(said)
                    .map(number -> OptionalInt.of(number.compareTo(value)))
                    .orElseGet(OptionalInt::empty);
        }
    }

    /// A moment, of UTC where it says nothing else.
    record Time(Instant value) implements FilterValue {
        @Override
        public OptionalInt compare(String said) {
            return time(said)
                    .map(time -> OptionalInt.of(time.compareTo(value)))
                    .orElseGet(OptionalInt::empty);
        }
    }

    /// A text, compared by its characters.
    record Text(String value) implements FilterValue {
        @Override
        public OptionalInt compare(String said) {
            return OptionalInt.of(said.compareTo(value));
        }
    }

    /// A text with `*` for any characters. Either it matches or it does not.
    record Wildcard(TextPattern pattern) implements FilterValue {
        @Override
        public OptionalInt compare(String said) {
            return OptionalInt.of(pattern.matches(said) ? 0 : 1);
        }

        /// Whether it says nothing: it matches whatever there is, even nothing.
        boolean isAnything() {
            return pattern.text().chars().allMatch(c -> c == '*');
        }
    }

    /// Digits beyond these are no measurement any more, and their arithmetic would be slow.
    int NUMBER_CHARS_MAX = 40;

    Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d*)?([eE][+-]?\\d{1,3})?");

    List<DateTimeFormatter> TIMES =
            List.of(
                    DateTimeFormatter.ofPattern(
                            "yyyy-MM-dd HH:mm:ss[.SSSSSS][.SSS]['Z']", Locale.ROOT),
                    DateTimeFormatter.ofPattern(
                            "yyyy-MM-dd'T'HH:mm:ss[.SSSSSS][.SSS]['Z']", Locale.ROOT),
                    DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH));

    /// A value as a filter spells it, without quotes. `%` is a wildcard too, as in Rucio.
    static FilterValue of(String word) {
        if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false")) {
            return new Flag(word.equalsIgnoreCase("true"));
        }
        Optional<FilterValue> typed =
                time(word).<FilterValue>map(Time::new).or(() -> number(word).map(Decimal::new));
        return typed.orElseGet(() -> text(word));
    }

    /// A value that is a text whatever it looks like: in quotes, or of a key that holds texts.
    static FilterValue text(String word) {
        String pattern = word.replace('%', '*');
        return pattern.indexOf('*') >= 0
                ? new Wildcard(new TextPattern(pattern, true))
                : new Text(word);
    }

    private static Optional<BigDecimal> number(String word) {
        return word.length() <= NUMBER_CHARS_MAX && NUMBER.matcher(word).matches()
                ? Optional.of(new BigDecimal(word))
                : Optional.empty();
    }

    /// A time in one of the forms that Rucio reads.
    static Optional<Instant> time(String word) {
        if (word.length() < "2026-01-01 00:00:00".length()) {
            return Optional.empty();
        }
        for (DateTimeFormatter form : TIMES) {
            try {
                return Optional.of(LocalDateTime.parse(word, form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException _) {
                // the next form
            }
        }
        return Optional.empty();
    }

    /// A time, or the first moment of a date.
    static Optional<Instant> timeOrDate(String word) {
        Optional<Instant> time = time(word);
        if (time.isPresent()) {
            return time;
        }
        try {
            return Optional.of(LocalDate.parse(word).atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
