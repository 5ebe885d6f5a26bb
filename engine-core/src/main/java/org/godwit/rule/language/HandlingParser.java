package org.godwit.rule.language;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.godwit.expression.DidYouMean;
import org.godwit.model.Names;
import org.godwit.model.Notification;

/// Reads what follows `with`: words, separated by commas. Confined to one thread.
final class HandlingParser {
    private static final List<String> WORDS =
            List.of(
                    "approval",
                    "notification",
                    "lock",
                    "purge",
                    "unavailable",
                    "background",
                    "split",
                    "delay",
                    "comment");

    private final RuleScanner scanner;
    private final Supplier<Duration> durations;
    private final Set<String> said = new HashSet<>();
    private Notification notification = Notification.NO;
    private Optional<Duration> delay = Optional.empty();
    private Optional<String> comment = Optional.empty();

    /// @param durations reads a time at the scanner's place
    HandlingParser(RuleScanner scanner, Supplier<Duration> durations) {
        this.scanner = scanner;
        this.durations = durations;
    }

    Handling parse() {
        do {
            word();
        } while (scanner.take(','));
        return new Handling(
                said.contains("approval"),
                notification,
                said.contains("lock"),
                said.contains("purge"),
                said.contains("unavailable"),
                said.contains("background"),
                said.contains("split"),
                delay,
                comment);
    }

    private void word() {
        int begin = scanner.offset();
        String word = scanner.word().toLowerCase(Locale.ROOT);
        if (!WORDS.contains(word)) {
            throw scanner.refusedAt(
                    begin,
                    "unexpected \"" + Names.printable(word) + "\" after \"with\"",
                    DidYouMean.question(word, WORDS)
                            .orElse("expected one of " + String.join(", ", WORDS)));
        }
        if (!said.add(word)) {
            throw scanner.refusedAt(
                    begin, '"' + word + "\" is said before", "remove one of the two");
        }
        switch (word) {
            case "notification" -> notification = notification();
            case "delay" -> delay = Optional.of(durations.get());
            case "comment" -> comment = Optional.of(comment());
            case String _ -> {} // says it all by itself
        }
    }

    private Notification notification() {
        int begin = scanner.offset();
        return switch (scanner.word().toLowerCase(Locale.ROOT)) {
            case "no" -> Notification.NO;
            case "yes" -> Notification.YES;
            case "close" -> Notification.CLOSE;
            case "progress" -> Notification.PROGRESS;
            case String _ ->
                    throw scanner.refusedAt(
                            begin,
                            "expected when to tell after \"notification\"",
                            "write no, yes, close or progress");
        };
    }

    private String comment() {
        int begin = scanner.offset();
        String text = scanner.quotedOr(c -> c != ',' && !Character.isWhitespace(c));
        if (text.isEmpty()) {
            throw scanner.refusedAt(
                    begin, "expected a text after \"comment\"", "write it in quotes");
        }
        return text;
    }
}
