package org.godwit.rule.language;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.godwit.expression.DidYouMean;
import org.godwit.expression.RseExpression;
import org.godwit.expression.Spread;
import org.godwit.expression.Words;
import org.godwit.model.Did;
import org.godwit.model.Grouping;
import org.godwit.model.Names;
import org.godwit.model.Preference;
import org.godwit.model.RseType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Reads the rule language; `docs/rule-language.md` has the grammar.
///
/// Errors are [EngineException]s, one line with the place and what to write instead:
/// [ErrorCode#INVALID_RULE], or [ErrorCode#INVALID_RSE_EXPRESSION] inside an expression. Places
/// count in the rule's text in both.
public final class RuleParser {
    /// Room for [#DIDS_MAX] names and long expressions.
    public static final int CHARS_MAX = 300_000;

    public static final int CLAUSES_MAX = 20;
    public static final int DIDS_MAX = 1_000;

    /// A hundred years; who wants longer leaves the lifetime out.
    private static final Duration LIFETIME_MAX = Duration.ofDays(36_525);

    private static final int NUMBER_DIGITS_MAX = 10;
    private static final String EXAMPLE = "keep 2 copies at FR+US of scope:name";

    private final RuleScanner scanner;
    private final List<CopyClause> clauses = new ArrayList<>();
    private final List<Did> dids = new ArrayList<>();
    private final Set<Keyword> seen = EnumSet.noneOf(Keyword.class);
    private boolean named;
    private Optional<Lifetime> lifetime = Optional.empty();
    private Optional<String> activity = Optional.empty();
    private Optional<RseExpression> source = Optional.empty();
    private Optional<String> weight = Optional.empty();
    private Preference preference = Preference.BALANCED;
    private Handling handling = Handling.PLAIN;
    private Grouping grouping = Grouping.DATASET;
    private int priority = RuleOptions.PRIORITY_DEFAULT;

    private RuleParser(String text) {
        this.scanner = new RuleScanner(text);
    }

    /// A rule with the data that it is on.
    public static RuleStatement parse(String text) {
        RuleParser parser = of(text);
        RuleTemplate template = parser.template();
        if (parser.dids.isEmpty()) {
            throw parser.scanner.refused("the rule names no data", "add e.g. of scope:name");
        }
        return new RuleStatement(template.clauses(), parser.dids, template.options());
    }

    /// A rule for data that is named elsewhere: without `of`.
    public static RuleTemplate parseTemplate(String text) {
        RuleParser parser = of(text);
        parser.named = true;
        return parser.template();
    }

    private static RuleParser of(String text) {
        if (text.length() > CHARS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    "rule: it has %,d characters, at most %,d are taken; put the data into a dataset"
                            .formatted(text.length(), CHARS_MAX));
        }
        return new RuleParser(text);
    }

    private RuleTemplate template() {
        int begin = scanner.offset();
        String first = scanner.word();
        if (Keyword.of(first).orElse(Keyword.AND) != Keyword.KEEP) {
            throw scanner.refusedAt(begin, "a rule begins with \"keep\"", "write e.g. " + EXAMPLE);
        }
        clause("keep");
        // What the word before was, so that a stray word after it is explained by it.
        Keyword last = Keyword.AT;
        while (!scanner.atEnd()) {
            last = part(last);
        }
        return new RuleTemplate(
                clauses,
                new RuleOptions(
                        lifetime,
                        activity,
                        priority,
                        grouping,
                        source,
                        weight,
                        preference,
                        handling));
    }

    private Keyword part(Keyword last) {
        int begin = scanner.offset();
        String word = scanner.word();
        Keyword keyword = Keyword.of(word).orElseThrow(() -> stray(begin, word, last));
        if (keyword != Keyword.AND) {
            once(keyword, begin);
        }
        switch (keyword) {
            case AND -> clause("and");
            case OF -> of(begin);
            case FOR -> lifetime = Optional.of(new Lifetime.For(duration()));
            case UNTIL -> lifetime = Optional.of(new Lifetime.Until(day()));
            case AS -> activity = Optional.of(activity());
            case PRIORITY -> priority = number("priority", 1, RuleOptions.PRIORITY_MAX);
            case FROM -> source = Optional.of(scanner.expression("from"));
            case TOGETHER -> grouping = Grouping.ALL;
            case PER -> grouping = grouping();
            case PREFER -> prefer();
            case DISTINCT -> distinct(attribute(keyword));
            case ON -> narrow(scanner.rseType());
            case WITH -> handling = new HandlingParser(scanner, this::duration).parse();
            case KEEP, AT -> throw stray(begin, word, last);
        }
        return keyword;
    }

    /// Refuses what is said twice, in the same or in other words.
    private void once(Keyword keyword, int begin) {
        Keyword subject =
                switch (keyword) {
                    case UNTIL -> Keyword.FOR;
                    case PER -> Keyword.TOGETHER;
                    case KEEP,
                            AND,
                            AT,
                            OF,
                            FOR,
                            AS,
                            PRIORITY,
                            FROM,
                            TOGETHER,
                            PREFER,
                            DISTINCT,
                            ON,
                            WITH ->
                            keyword;
                };
        if (!seen.add(subject)) {
            String hint =
                    switch (subject) {
                        case OF -> "separate DIDs by commas after one \"of\"";
                        case FOR -> "give one \"for\" or one \"until\"";
                        case TOGETHER ->
                                "choose one of \"together\", \"per dataset\", \"per file\"";
                        case WITH -> "separate what follows one \"with\" by commas";
                        case KEEP, AND, AT, UNTIL, AS, PRIORITY, FROM, PER, PREFER, DISTINCT, ON ->
                                "remove one of the two";
                    };
            throw scanner.refusedAt(begin, "\"" + keyword.text() + "\" is said before", hint);
        }
    }

    private EngineException stray(int begin, String word, Keyword last) {
        Optional<String> near =
                word.length() < 3 ? Optional.empty() : DidYouMean.question(word, Keyword.FOLLOWERS);
        String hint =
                near.orElseGet(() ->
                        switch (last) {
                            case AT, FROM -> "RSEs are joined by | & \\ or +, quote odd ones";
                            case OF -> "separate DIDs by commas, quote names with spaces";
                            case AS -> "quote an activity of several words";
                            case WITH -> "separate what follows \"with\" by commas";
                            case KEEP,
                                    AND,
                                    FOR,
                                    UNTIL,
                                    PRIORITY,
                                    TOGETHER,
                                    PER,
                                    PREFER,
                                    DISTINCT,
                                    ON ->
                                    "expected one of " + String.join(", ", Keyword.FOLLOWERS);
                        });
        String what =
                word.isEmpty()
                        ? "unexpected character"
                        : "unexpected \"" + Names.printable(word) + '"';
        return scanner.refusedAt(begin, what, hint);
    }

    private void clause(String after) {
        int begin = scanner.offset();
        if (clauses.size() == CLAUSES_MAX) {
            throw scanner.refused("more than " + CLAUSES_MAX + " clauses", "make several rules");
        }
        int copies = copies(after);
        int unit = scanner.offset();
        String word = scanner.word().toLowerCase(Locale.ROOT);
        if (!word.equals("copy") && !word.equals("copies")) {
            throw scanner.refusedAt(unit, "expected \"copies\"", "write e.g. " + EXAMPLE);
        }
        seen.remove(Keyword.DISTINCT);
        seen.remove(Keyword.ON);
        Spread spread = place();
        int terms = spread.terms().size();
        if (copies < terms) {
            throw scanner.refusedAt(
                    begin,
                    "%d %s cannot be at each of %d terms"
                            .formatted(copies, copies == 1 ? "copy" : "copies", terms),
                    "ask for " + terms + " copies, or write | for either");
        }
        clauses.add(new CopyClause(copies, spread, Optional.empty()));
    }

    /// `at EXPRESSION`, `on tape`, or `on tape at EXPRESSION`.
    private Spread place() {
        int begin = scanner.offset();
        Keyword keyword = Keyword.of(scanner.word()).orElse(Keyword.AND);
        if (keyword == Keyword.AT) {
            return scanner.spread("at");
        }
        if (keyword != Keyword.ON) {
            throw scanner.refusedAt(begin, "expected \"at\"", "write e.g. " + EXAMPLE);
        }
        RseType type = scanner.rseType();
        if (Keyword.of(scanner.peekWord()).orElse(Keyword.AND) != Keyword.AT) {
            return new Spread(List.of(Narrowing.of(type)));
        }
        seen.add(Keyword.ON);
        String _ = scanner.word();
        return Narrowing.to(type, scanner.spread("at"));
    }

    private void narrow(RseType type) {
        CopyClause clause = clauses.removeLast();
        clauses.add(
                new CopyClause(
                        clause.copies(), Narrowing.to(type, clause.at()), clause.distinct()));
    }

    /// `prefer free space`, `prefer nearest`, `prefer ATTRIBUTE`, or `prefer weight ATTRIBUTE` for
    /// an attribute of a name that means something else here.
    private void prefer() {
        String key = attribute(Keyword.PREFER);
        String next = scanner.peekWord();
        if (key.equalsIgnoreCase("nearest")) {
            preference = Preference.NEAREST;
        } else if (key.equalsIgnoreCase("free") && next.equalsIgnoreCase("space")) {
            String _ = scanner.word();
            preference = Preference.FREE_SPACE;
        } else if (key.equalsIgnoreCase("weight")
                && Words.isName(next)
                && Keyword.of(next).isEmpty()) {
            weight = Optional.of(attribute(Keyword.PREFER));
        } else {
            weight = Optional.of(key);
        }
    }

    private void of(int begin) {
        if (named) {
            throw scanner.refusedAt(
                    begin, "\"of\" in a rule whose data is named elsewhere", "leave it out");
        }
        dids();
    }

    private int copies(String after) {
        if (!isNumber(scanner.peekWord())) {
            throw scanner.refused(
                    "expected a number of copies after \"" + after + '"', "write e.g. " + EXAMPLE);
        }
        return number("copies", 1, CopyClause.COPIES_MAX);
    }

    private static boolean isNumber(String word) {
        String digits = word.startsWith("-") ? word.substring(1) : word;
        return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private int number(String what, int min, int max) {
        int begin = scanner.offset();
        String word = scanner.word();
        long value =
                isNumber(word) && word.length() <= NUMBER_DIGITS_MAX ? Long.parseLong(word) : -1;
        if (value < min || value > max) {
            throw scanner.refusedAt(
                    begin,
                    what + " cannot be \"" + Names.printable(word) + '"',
                    "write a number from " + min + " to " + max);
        }
        return Math.toIntExact(value);
    }

    private void dids() {
        do {
            int begin = scanner.offset();
            if (dids.size() == DIDS_MAX) {
                throw scanner.refused(
                        "more than " + DIDS_MAX + " DIDs", "attach them to a dataset");
            }
            String text = scanner.quotedOr(c -> c != ',' && !Character.isWhitespace(c));
            if (text.indexOf(':') < 0) {
                throw scanner.refusedAt(
                        begin, "expected a DID after \"of\"", "write it as scope:name");
            }
            Did did = did(begin, text);
            if (!dids.contains(did)) {
                dids.add(did);
            }
        } while (scanner.take(','));
    }

    private Did did(int begin, String text) {
        try {
            return Did.parse(text);
        } catch (EngineException e) {
            throw scanner.refusedAt(begin, "a DID that cannot be", String.valueOf(e.getMessage()));
        }
    }

    private Duration duration() {
        int begin = scanner.offset();
        String word = scanner.word();
        int digits = 0;
        while (digits < word.length() && word.charAt(digits) >= '0' && word.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > NUMBER_DIGITS_MAX) {
            throw scanner.refusedAt(
                    begin, "expected a time after \"for\"", "write e.g. for 30 days");
        }
        long number = Long.parseLong(word.substring(0, digits));
        int unitBegin = digits < word.length() ? begin + digits : scanner.offset();
        String unit = digits < word.length() ? word.substring(digits) : scanner.word();
        Duration time = unit(unitBegin, unit).multipliedBy(number);
        if (time.isZero() || time.compareTo(LIFETIME_MAX) > 0) {
            throw scanner.refusedAt(
                    begin,
                    "a rule cannot live " + number + " " + Names.printable(unit),
                    "write more than zero and at most " + LIFETIME_MAX.toDays() + " days");
        }
        return time;
    }

    private Duration unit(int begin, String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "s", "second", "seconds" -> Duration.ofSeconds(1);
            case "min", "minute", "minutes" -> Duration.ofMinutes(1);
            case "h", "hour", "hours" -> Duration.ofHours(1);
            case "d", "day", "days" -> Duration.ofDays(1);
            case "w", "week", "weeks" -> Duration.ofDays(7);
            case String other ->
                    throw scanner.refusedAt(
                            begin,
                            "expected a unit of time",
                            DidYouMean.question(
                                            other,
                                            List.of("seconds", "minutes", "hours", "days", "weeks"))
                                    .orElse("write seconds, minutes, hours, days or weeks"));
        };
    }

    private LocalDate day() {
        int begin = scanner.offset();
        try {
            return LocalDate.parse(scanner.word());
        } catch (DateTimeParseException _) {
            throw scanner.refusedAt(
                    begin, "expected a date after \"until\"", "write e.g. until 2027-01-31");
        }
    }

    private String activity() {
        int begin = scanner.offset();
        String name = scanner.quotedOr(Words::isWordCharacter);
        try {
            return Names.activity(name);
        } catch (EngineException e) {
            throw scanner.refusedAt(
                    begin, "expected an activity after \"as\"", String.valueOf(e.getMessage()));
        }
    }

    private Grouping grouping() {
        int begin = scanner.offset();
        return switch (scanner.word().toLowerCase(Locale.ROOT)) {
            case "dataset" -> Grouping.DATASET;
            case "file" -> Grouping.NONE;
            case String _ ->
                    throw scanner.refusedAt(
                            begin,
                            "expected \"dataset\" or \"file\" after \"per\"",
                            "write per dataset or per file, or together for one place for all");
        };
    }

    private String attribute(Keyword after) {
        int begin = scanner.offset();
        String key = scanner.word();
        if (!Words.isName(key) || key.indexOf('*') >= 0) {
            String example = after == Keyword.PREFER ? "prefer free_space" : "distinct country";
            throw scanner.refusedAt(
                    begin,
                    "expected an RSE attribute after \"" + after.text() + '"',
                    "write e.g. " + example);
        }
        return key;
    }

    private void distinct(String key) {
        CopyClause clause = clauses.removeLast();
        clauses.add(new CopyClause(clause.copies(), clause.at(), Optional.of(key)));
    }
}
