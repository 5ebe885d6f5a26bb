package org.godwit.rule.language;

import java.util.Locale;
import java.util.function.Predicate;
import org.godwit.expression.RseExpression;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.SourcePosition;
import org.godwit.expression.Spread;
import org.godwit.expression.Words;
import org.godwit.model.RseType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Walks through a rule's text, one part at a time. Confined to one thread.
final class RuleScanner {
    private final String text;
    private int at;

    RuleScanner(String text) {
        this.text = text;
        this.at = Words.skipSpace(text, 0);
    }

    int offset() {
        return at;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /// The word here, without taking it; empty where there is none.
    String peekWord() {
        return text.substring(at, Words.endOfWord(text, at));
    }

    /// Takes the word here; empty where there is none.
    String word() {
        String word = peekWord();
        advance(at + word.length());
        return word;
    }

    /// Takes quoted text, or else a run of characters that `plain` takes.
    String quotedOr(Predicate<Character> plain) {
        if (!atEnd() && Words.isQuote(text.charAt(at))) {
            int end = Words.endOfQuoted(text, at);
            if (end < 0) {
                throw refused("the quote is never closed", "add the closing quote");
            }
            String value = Words.unquote(text, at, end);
            advance(end);
            return value;
        }
        int end = at;
        while (end < text.length() && plain.test(text.charAt(end))) {
            end++;
        }
        String value = text.substring(at, end);
        advance(end);
        return value;
    }

    /// Takes `symbol` if it is here.
    boolean take(char symbol) {
        if (atEnd() || text.charAt(at) != symbol) {
            return false;
        }
        advance(at + 1);
        return true;
    }

    /// Takes the spread after the keyword `after`.
    Spread spread(String after) {
        if (atEnd() || Keyword.of(peekWord()).isPresent()) {
            throw refused(
                    "expected an RSE expression after \"" + after + '"',
                    "write e.g. "
                            + after
                            + " FR; quote an RSE that is named like a word of the language");
        }
        RseExpressionParser.Prefix prefix = RseExpressionParser.parseSpreadPrefix(text, at);
        advance(prefix.end());
        return prefix.spread();
    }

    /// Takes the expression after the keyword `after`, where nothing can be spread.
    RseExpression expression(String after) {
        int begin = at;
        Spread spread = spread(after);
        if (spread.terms().size() > 1) {
            throw refusedAt(
                    begin,
                    "a '+' after \"" + after + '"',
                    "only copies are spread; write | for either");
        }
        return spread.terms().getFirst();
    }

    /// Takes the type of RSE after `on`.
    RseType rseType() {
        int begin = at;
        return switch (word().toLowerCase(Locale.ROOT)) {
            case "tape" -> RseType.TAPE;
            case "disk" -> RseType.DISK;
            case String _ ->
                    throw refusedAt(
                            begin,
                            "expected \"tape\" or \"disk\" after \"on\"",
                            "write e.g. keep 1 copy on tape at US");
        };
    }

    private void advance(int to) {
        at = Words.skipSpace(text, to);
    }

    EngineException refused(String what, String hint) {
        return refusedAt(at, what, hint);
    }

    EngineException refusedAt(int offset, String what, String hint) {
        return new SourcePosition(text, offset).refusal(ErrorCode.INVALID_RULE, "rule", what, hint);
    }
}
