package org.godwit.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Makes small worlds of RSEs and expressions about them, so that most expressions match something.
public final class GeneratedExpressions {
    private static final List<String> NAMES = List.of("CERN", "FR", "US-T1", "UK_T2", "DE", "x1");
    private static final List<String> TAGS = List.of("tape", "fast", "FR", "t-0");
    private static final List<String> KEYS =
            List.of("tier", "region", "tape", "size.gb", "longitude", "deterministic", "CERN");
    private static final List<String> VALUES =
            List.of("1", "2", "-1", "10", "true", "False", "east", "1e1", "nan", "inf", "1_0", "0");
    private static final List<String> STORED =
            List.of("1", "2", "-1", "1.5", "10", "TRUE", "false", "east", "east*", "NaN", "1d", "");

    private final RandomGenerator random;

    public GeneratedExpressions(RandomGenerator random) {
        this.random = random;
    }

    public List<RseView> world() {
        List<RseView> world = new ArrayList<>();
        List<String> names = new ArrayList<>(NAMES);
        for (int id = random.nextInt(NAMES.size() + 1); id > 0; id--) {
            Map<String, String> attributes = new HashMap<>();
            attributes.put("deterministic", random.nextBoolean() ? "true" : "false");
            attributes.put("longitude", any(List.of("1", "-1.0", "6.5")));
            for (int i = random.nextInt(5); i > 0; i--) {
                attributes.put(any(List.of("tier", "region", "size.gb", "tape")), any(STORED));
            }
            if (random.nextBoolean()) {
                attributes.put(any(TAGS), "true");
            }
            String name = names.remove(random.nextInt(names.size()));
            world.add(
                    new RseView(
                            id,
                            name,
                            any(List.of("S1", "S2")),
                            any(List.of("FR", "US", "")),
                            attributes));
        }
        return world;
    }

    /// In Rucio's grammar.
    public String rucio(int depth) {
        StringBuilder out = new StringBuilder();
        for (int operands = 1 + random.nextInt(4); operands > 0; operands--) {
            out.append(
                    depth > 0 && random.nextInt(3) == 0
                            ? "(" + rucio(depth - 1) + ")"
                            : rucioOperand());
            if (operands > 1) {
                out.append(any(List.of("|", "&", "\\")));
            }
        }
        return out.toString();
    }

    private String rucioOperand() {
        return switch (random.nextInt(8)) {
            case 0 -> "*";
            case 1, 2 -> any(TAGS);
            case 3, 4 -> any(NAMES);
            default -> {
                String key = any(KEYS);
                yield key.equals("deterministic")
                        ? key + "=" + any(List.of("true", "FALSE", "1", "0"))
                        : key + any(List.of("=", "<", ">")) + any(VALUES);
            }
        };
    }

    /// In the whole grammar, with spaces.
    String rich(int depth) {
        StringBuilder out = new StringBuilder(space());
        for (int operands = 1 + random.nextInt(4); operands > 0; operands--) {
            out.append(
                    depth > 0 && random.nextInt(3) == 0
                            ? "(" + rich(depth - 1) + ")"
                            : richOperand());
            out.append(space());
            if (operands > 1) {
                out.append(any(List.of("|", "&", "\\"))).append(space());
            }
        }
        return out.toString();
    }

    private String richOperand() {
        return switch (random.nextInt(5)) {
            case 0 ->
                    any(
                            List.of(
                                    "U*",
                                    "*-T1",
                                    "'CERN'",
                                    "\"a \\\\ b\"",
                                    "'--'",
                                    "\"it's\"",
                                    "é*ü",
                                    "of"));
            case 1 ->
                    any(List.of("tier", "region", "x"))
                            + space()
                            + any(List.of("!=", "=", "<=", ">=", "<", ">"))
                            + space()
                            + any(List.of("1.5", "-0.5", "'east*'", "\"\"", "'a\"b'", "east"));
            case 2 -> "region" + any(List.of("=", "!=")) + any(List.of("e*", "*", "*s*t"));
            default -> rucioOperand();
        };
    }

    private String space() {
        return random.nextInt(3) == 0 ? " " : "";
    }

    <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
