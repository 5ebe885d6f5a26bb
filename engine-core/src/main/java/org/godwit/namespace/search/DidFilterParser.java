package org.godwit.namespace.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.model.Names;

/// Reads filters. A condition is `KEY SIGN VALUE`, `VALUE SIGN KEY` where only the right side can
/// be a key, or `VALUE SIGN KEY SIGN VALUE`. Not thread-safe; for one text.
final class DidFilterParser {
    private static final int CHARS_MAX = 8_000;

    /// A value in quotes, a sign, a separator, or a word up to the next of them.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(?:(?<quoted>\"[^\"]*\"|'[^']*')"
                            + "|(?<sign><=|>=|==|!=|<|>|=)"
                            + "|(?<separator>[,;])"
                            + "|(?<word>[^,;<>=!\"'\\s](?:[^,;<>=!\"']*[^,;<>=!\"'\\s])?))\\s*");

    private static final Pattern BETWEEN_WORDS =
            Pattern.compile("\\s+(and|or)\\s+", Pattern.CASE_INSENSITIVE);

    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,63}");

    private static final Map<String, Comparison> SIGNS =
            Map.of(
                    "=", Comparison.EQUAL,
                    "==", Comparison.EQUAL,
                    "!=", Comparison.NOT_EQUAL,
                    "<", Comparison.LESS,
                    "<=", Comparison.AT_MOST,
                    ">", Comparison.GREATER,
                    ">=", Comparison.AT_LEAST);

    private enum Kind {
        VALUE,
        SIGN,
        AND,
        OR
    }

    private record Token(Kind kind, String text, boolean quoted) {}

    private final List<Token> tokens = new ArrayList<>();
    private int at;

    DidFilterParser(String text) {
        if (text.length() > CHARS_MAX) {
            throw Condition.refused("it has more than " + CHARS_MAX + " characters");
        }
        Matcher matcher = TOKEN.matcher(text);
        int position = 0;
        while (position < text.length()) {
            matcher.region(position, text.length());
            if (!matcher.lookingAt()) {
                throw Condition.refused(
                        "cannot read \"" + Names.printable(text.substring(position)) + "\"");
            }
            take(matcher);
            position = matcher.end();
        }
    }

    private void take(Matcher matcher) {
        String quoted = matcher.group("quoted");
        String sign = matcher.group("sign");
        String separator = matcher.group("separator");
        if (quoted != null) {
            tokens.add(new Token(Kind.VALUE, quoted.substring(1, quoted.length() - 1), true));
        } else if (sign != null) {
            tokens.add(new Token(Kind.SIGN, sign, false));
        } else if (separator != null) {
            tokens.add(new Token(separator.equals(",") ? Kind.AND : Kind.OR, separator, false));
        } else {
            words(Optional.ofNullable(matcher.group("word")).orElse(""));
        }
    }

    /// Values may hold spaces; `and` and `or` between spaces separate.
    private void words(String text) {
        Matcher separator = BETWEEN_WORDS.matcher(text);
        int from = 0;
        while (separator.find()) {
            word(text.substring(from, separator.start()));
            boolean and = separator.group(1).equalsIgnoreCase("and");
            tokens.add(new Token(and ? Kind.AND : Kind.OR, separator.group(1), false));
            from = separator.end();
        }
        word(text.substring(from));
    }

    /// Behind a value in quotes, `and` stands alone or before the next key.
    private void word(String text) {
        boolean behindQuotes = !tokens.isEmpty() && tokens.getLast().quoted();
        String lower = text.toLowerCase(Locale.ROOT);
        for (String separator : List.of("and", "or")) {
            if (behindQuotes && (lower.equals(separator) || lower.startsWith(separator + " "))) {
                Kind kind = separator.equals("and") ? Kind.AND : Kind.OR;
                tokens.add(new Token(kind, separator, false));
                String rest = text.substring(separator.length()).strip();
                if (!rest.isEmpty()) {
                    tokens.add(new Token(Kind.VALUE, rest, false));
                }
                return;
            }
        }
        tokens.add(new Token(Kind.VALUE, text, false));
    }

    List<DidFilter.Alternative> parse() {
        List<DidFilter.Alternative> alternatives = new ArrayList<>();
        do {
            alternatives.add(alternative());
            if (alternatives.size() > DidFilter.ALTERNATIVES_MAX) {
                throw Condition.refused(
                        "it has more than " + DidFilter.ALTERNATIVES_MAX + " alternatives");
            }
        } while (accept(Kind.OR));
        if (at < tokens.size()) {
            throw Condition.refused(
                    "\""
                            + Names.printable(tokens.get(at).text())
                            + "\" where a comma or a semicolon is needed");
        }
        return alternatives;
    }

    private DidFilter.Alternative alternative() {
        Optional<DidTypes> types = Optional.empty();
        List<Condition> conditions = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        do {
            for (Spelled spelled : conditions()) {
                if (!seen.add(List.of(spelled.key(), spelled.comparison()))) {
                    throw Condition.refused(
                            spelled.key() + spelled.comparison().sign() + " stands twice in it");
                }
                if (spelled.isType()) {
                    types = Optional.of(spelled.types());
                } else {
                    conditions.add(spelled.condition());
                }
            }
        } while (accept(Kind.AND));
        if (conditions.size() > DidFilter.CONDITIONS_MAX) {
            throw Condition.refused(
                    "it has more than " + DidFilter.CONDITIONS_MAX + " conditions at a time");
        }
        return new DidFilter.Alternative(types, conditions);
    }

    /// A condition before its value has a type.
    private record Spelled(String key, Comparison comparison, String value, boolean quoted) {
        boolean isType() {
            return key.equals("type") || key.equals("did_type");
        }

        DidTypes types() {
            if (comparison != Comparison.EQUAL) {
                throw Condition.refused("a type is only compared with =");
            }
            return DidTypes.parse(value);
        }

        Condition condition() {
            return switch (key) {
                case "created_after" ->
                        Condition.of("created_at", Comparison.AT_LEAST, value, quoted);
                case "created_before" ->
                        Condition.of("created_at", Comparison.AT_MOST, value, quoted);
                default -> Condition.of(key, comparison, value, quoted);
            };
        }
    }

    private List<Spelled> conditions() {
        Token first = value();
        Comparison sign = sign();
        Token second = value();
        if (at < tokens.size() && tokens.get(at).kind() == Kind.SIGN) {
            Comparison next = sign();
            Token third = value();
            return List.of(spelled(second, sign.mirrored(), first), spelled(second, next, third));
        }
        boolean turned = !isKey(first) && isKey(second);
        return List.of(
                turned ? spelled(second, sign.mirrored(), first) : spelled(first, sign, second));
    }

    private static boolean isKey(Token token) {
        return !token.quoted() && KEY.matcher(token.text()).matches();
    }

    private static Spelled spelled(Token key, Comparison comparison, Token value) {
        if (!isKey(key)) {
            throw Condition.refused(
                    "\""
                            + Names.printable(key.text())
                            + "\" is no key: use letters, digits, '.', '_' and '-'");
        }
        return new Spelled(key.text(), comparison, value.text(), value.quoted());
    }

    private Token value() {
        if (at == tokens.size() || tokens.get(at).kind() != Kind.VALUE) {
            throw Condition.refused("a key or a value is missing" + place());
        }
        return tokens.get(at++);
    }

    private Comparison sign() {
        if (at == tokens.size() || tokens.get(at).kind() != Kind.SIGN) {
            throw Condition.refused("one of =, !=, <, <=, >, >= is missing" + place());
        }
        return Optional.ofNullable(SIGNS.get(tokens.get(at++).text())).orElseThrow();
    }

    private String place() {
        return at == 0
                ? " at the start"
                : " behind \"" + Names.printable(tokens.get(at - 1).text()) + "\"";
    }

    private boolean accept(Kind kind) {
        if (at < tokens.size() && tokens.get(at).kind() == kind) {
            at++;
            return true;
        }
        return false;
    }
}
