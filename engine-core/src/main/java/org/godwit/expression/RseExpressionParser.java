package org.godwit.expression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;

/// Reads RSE expressions. Every expression that Rucio takes (`core/rse_expression_parser.py`)
/// parses and keeps its meaning; beyond it there are `!=`, `>=`, `<=`, decimals, quoted values, `*`
/// wildcards, spaces between tokens, and in the rule language the spread `+`.
///
/// Errors are [EngineException]s with [ErrorCode#INVALID_RSE_EXPRESSION], one line with the place.
/// The parser keeps its own stack, so that no input can exhaust the thread's.
public final class RseExpressionParser {
    /// Rucio keeps 3,000 characters of a rule's expression; its list filters may be longer.
    public static final int CHARS_MAX = 10_000;

    /// Deeper than Rucio gets before Python's limit of 1,000 stack frames stops it.
    public static final int NESTING_MAX = 1_000;

    /// More terms than a rule may have copies could never be met.
    public static final int SPREAD_TERMS_MAX = 100;

    private static final String LANGUAGE = "RSE expression";

    private enum Plus {
        REFUSED,
        SPREADS
    }

    /// A spread and the offset of the first character after it.
    public record Prefix(Spread spread, int end) {}

    /// An open parenthesis (or the whole text) and what has been read in it.
    private static final class Frame {
        private final int openedAt;
        private final List<RseExpression.Step> rest = new ArrayList<>();
        private @Nullable RseExpression first;
        private SetOperator operator = SetOperator.UNION;

        private Frame(int openedAt) {
            this.openedAt = openedAt;
        }

        private void add(RseExpression operand) {
            if (first == null) {
                first = operand;
            } else {
                rest.add(new RseExpression.Step(operator, operand));
            }
        }

        private RseExpression finish(RseExpression start) {
            if (rest.isEmpty()) {
                return start;
            }
            // `(A|B)&C` and `A|B&C` are the same, so they get the same form.
            if (start instanceof RseExpression.Chain chain) {
                List<RseExpression.Step> steps = new ArrayList<>(chain.rest());
                steps.addAll(rest);
                return new RseExpression.Chain(chain.first(), steps);
            }
            return new RseExpression.Chain(start, rest);
        }
    }

    private final String text;
    private final boolean wholeText;
    private final Plus plus;
    private final List<RseExpression> terms = new ArrayList<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int at;

    private RseExpressionParser(String text, int from, boolean wholeText, Plus plus) {
        this.text = text;
        this.at = from;
        this.wholeText = wholeText;
        this.plus = plus;
    }

    /// Reads an expression as Rucio's contexts take it: `+` is refused.
    public static RseExpression parse(String text) {
        checkLength(text);
        return new RseExpressionParser(text, 0, true, Plus.REFUSED).read().terms().getFirst();
    }

    /// Reads a spread, as a rule may have it after `at`.
    public static Spread parseSpread(String text) {
        checkLength(text);
        return new RseExpressionParser(text, 0, true, Plus.SPREADS).read();
    }

    /// Reads the spread that begins at `from` and ends where, after a complete operand, something
    /// stands that is no operator. For the rule language, where a clause may follow.
    public static Prefix parseSpreadPrefix(String text, int from) {
        RseExpressionParser parser = new RseExpressionParser(text, from, false, Plus.SPREADS);
        return new Prefix(parser.read(), parser.at);
    }

    private static void checkLength(String text) {
        if (text.isBlank()) {
            throw new EngineException(
                    ErrorCode.INVALID_RSE_EXPRESSION,
                    LANGUAGE + ": it is empty; write an RSE, a tag, key=value, or * for every RSE");
        }
        if (text.length() > CHARS_MAX) {
            throw tooLong(text.length());
        }
    }

    private static EngineException tooLong(int length) {
        return new EngineException(
                ErrorCode.INVALID_RSE_EXPRESSION,
                "%s: it has %,d characters, at most %,d are taken; tag the RSEs and use the tag"
                        .formatted(LANGUAGE, length, CHARS_MAX));
    }

    private Spread read() {
        frames.push(new Frame(at));
        boolean goingOn = true;
        while (goingOn) {
            readOperand();
            goingOn = readOperator();
        }
        Spread spread = new Spread(terms);
        // The canonical text, with its own quotes, must be readable again.
        int length = spread.toString().length();
        if (length > CHARS_MAX) {
            throw tooLong(length);
        }
        return spread;
    }

    /// Reads opening parentheses and one primitive.
    private void readOperand() {
        at = Words.skipSpace(text, at);
        while (at < text.length() && text.charAt(at) == '(') {
            if (frames.size() > NESTING_MAX) {
                throw refused("more than " + NESTING_MAX + " parentheses are open", "nest it less");
            }
            frames.push(new Frame(at));
            at = Words.skipSpace(text, at + 1);
        }
        frames.element().add(readPrimitive());
    }

    /// Reads closing parentheses and the operator after them; false at the end.
    private boolean readOperator() {
        while (true) {
            int operandEnd = at;
            at = Words.skipSpace(text, at);
            char next = at < text.length() ? text.charAt(at) : '\0';
            switch (next) {
                case '|' -> frames.element().operator = SetOperator.UNION;
                case '&' -> frames.element().operator = SetOperator.INTERSECTION;
                case '\\' -> frames.element().operator = SetOperator.COMPLEMENT;
                case '+' -> endTerm();
                case ')' -> {
                    if (frames.size() == 1) {
                        throw refused("unexpected ')'", "no parenthesis is open here, remove it");
                    }
                    Frame inner = frames.pop();
                    frames.element().add(finished(inner));
                    at++;
                    continue;
                }
                default -> {
                    endText(operandEnd);
                    return false;
                }
            }
            at++;
            return true;
        }
    }

    private void endTerm() {
        if (plus == Plus.REFUSED) {
            throw refused(
                    "unexpected '+'",
                    "'+' spreads copies and only a rule has copies to spread; write | for either");
        }
        if (frames.size() > 1) {
            throw refused("unexpected '+' in parentheses", "'+' joins whole terms: (A|B)+C");
        }
        takeTerm();
        if (terms.size() == SPREAD_TERMS_MAX) {
            throw refused("more than " + SPREAD_TERMS_MAX + " terms", "use fewer '+'");
        }
        frames.push(new Frame(at));
    }

    private void endText(int operandEnd) {
        if (frames.size() > 1) {
            if (at < text.length()) {
                throw unexpected();
            }
            at = frames.element().openedAt;
            throw refused("'(' is never closed", "add a ')'");
        }
        if (wholeText && at < text.length()) {
            throw unexpected();
        }
        takeTerm();
        at = operandEnd;
    }

    private void takeTerm() {
        terms.add(finished(frames.pop()));
    }

    private static RseExpression finished(Frame frame) {
        RseExpression first = frame.first;
        if (first == null) {
            throw new IllegalStateException("an operand was read before an operator");
        }
        return frame.finish(first);
    }

    private RseExpression readPrimitive() {
        int begin = at;
        if (at < text.length() && Words.isQuote(text.charAt(at))) {
            String name = readQuoted();
            if (name.isEmpty()) {
                at = begin;
                throw refused("an empty name", "write an RSE, a tag, or * for every RSE");
            }
            return new RseExpression.Name(TextPattern.literal(name));
        }
        String word = readWord();
        if (word.isEmpty()) {
            throw missingOperand();
        }
        int wordEnd = at;
        at = Words.skipSpace(text, at);
        Relation relation = readRelation();
        if (relation != null) {
            if (word.indexOf('*') >= 0) {
                at = begin;
                throw refused("a key with '*'", "wildcards stand in values and bare names only");
            }
            return readComparison(word, relation);
        }
        at = wordEnd;
        if (word.equals("*")) {
            return new RseExpression.All();
        }
        if (!Words.isName(word)) {
            at = begin;
            throw refused("\"" + word + "\" is no name", "write an RSE, a tag or key=value");
        }
        return new RseExpression.Name(new TextPattern(word, true));
    }

    private @Nullable Relation readRelation() {
        for (Relation relation :
                new Relation[] {
                    Relation.NOT_EQUAL,
                    Relation.LESS_OR_EQUAL,
                    Relation.GREATER_OR_EQUAL,
                    Relation.EQUAL,
                    Relation.LESS,
                    Relation.GREATER
                }) {
            if (text.startsWith(relation.symbol(), at)) {
                at += relation.symbol().length();
                return relation;
            }
        }
        return null;
    }

    private RseExpression readComparison(String key, Relation relation) {
        at = Words.skipSpace(text, at);
        int begin = at;
        TextPattern value;
        if (at < text.length() && Words.isQuote(text.charAt(at))) {
            value = TextPattern.literal(readQuoted());
        } else {
            String word = readWord();
            if (word.isEmpty()) {
                throw refused(
                        "expected a value after \"" + key + relation.symbol() + '"',
                        "relations are = != < > <= >=; quote a value that is not one word");
            }
            value = new TextPattern(word, true);
        }
        checkValue(key, relation, value, begin);
        return new RseExpression.Comparison(key, relation, value);
    }

    private void checkValue(String key, Relation relation, TextPattern value, int begin) {
        if (relation.isNumeric()) {
            if (value.wildcards()) {
                at = begin;
                throw refused("'*' after " + relation.symbol(), "compare with a number");
            }
            return;
        }
        RseColumn.Kind kind = RseColumn.of(key).map(RseColumn::kind).orElse(RseColumn.Kind.TEXT);
        List<String> allowed =
                switch (kind) {
                    case TEXT, NUMBER -> List.of();
                    case BOOLEAN -> List.of("true", "false", "1", "0");
                    case TYPE -> List.of("disk", "tape");
                };
        if (!allowed.isEmpty()
                && !value.wildcards()
                && !allowed.contains(value.text().toLowerCase(Locale.ROOT))) {
            at = begin;
            throw refused(
                    key + " cannot be " + value,
                    kind == RseColumn.Kind.BOOLEAN ? "write true or false" : "write DISK or TAPE");
        }
    }

    private String readWord() {
        int begin = at;
        at = Words.endOfWord(text, at);
        return text.substring(begin, at);
    }

    private String readQuoted() {
        int end = Words.endOfQuoted(text, at);
        if (end < 0) {
            throw refused("the quote is never closed", "add the closing quote");
        }
        String value = Words.unquote(text, at, end);
        at = end;
        return value;
    }

    private EngineException missingOperand() {
        if (at >= text.length()) {
            return refused("the expression ends early", "an RSE, a tag or key=value is missing");
        }
        String what =
                switch (text.charAt(at)) {
                    case '=', '<', '>', '!' -> "a key is missing before the relation";
                    default -> "unexpected '" + text.charAt(at) + '\'';
                };
        return refused(what, "expected an RSE, a tag, key=value, * or '('");
    }

    private EngineException unexpected() {
        char c = text.charAt(at);
        if (c == '(' || Words.isQuote(c) || Words.isWordCharacter(c)) {
            return frames.size() > 1
                    ? refused("an operator or ')' is missing", "join operands with | & or \\")
                    : refused("an operator is missing", "join operands with | & or \\");
        }
        return refused("unexpected '" + c + '\'', "quote names and values that hold it");
    }

    private EngineException refused(String what, String hint) {
        return new SourcePosition(text, at)
                .refusal(ErrorCode.INVALID_RSE_EXPRESSION, LANGUAGE, what, hint);
    }
}
