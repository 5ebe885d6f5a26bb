package org.godwit.rule.language;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The words that begin a part of a rule.
enum Keyword {
    KEEP,
    AND,
    AT,
    OF,
    FOR,
    UNTIL,
    AS,
    PRIORITY,
    FROM,
    TOGETHER,
    PER,
    PREFER,
    DISTINCT,
    ON,
    WITH;

    /// The words that may follow a complete clause, to suggest them.
    static final List<String> FOLLOWERS =
            Arrays.stream(values())
                    .filter(keyword -> keyword != KEEP && keyword != AT)
                    .map(Keyword::text)
                    .toList();

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The keyword that `word` is, in any case.
    static Optional<Keyword> of(String word) {
        return Arrays.stream(values()).filter(k -> k.name().equalsIgnoreCase(word)).findFirst();
    }
}
