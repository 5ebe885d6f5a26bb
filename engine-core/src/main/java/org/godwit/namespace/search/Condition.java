package org.godwit.namespace.search;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// One condition of a filter.
public record Condition(String key, Comparison comparison, FilterValue value) {
    /// A condition as a filter spells it.
    ///
    /// @param quoted whether the value stood in quotes, and hence is a text
    static Condition of(String key, Comparison comparison, String word, boolean quoted) {
        FilterValue value =
                DidFacts.TIMES.contains(key)
                        ? new FilterValue.Time(time(key, word))
                        : quoted || DidFacts.TEXTS.contains(key)
                                ? FilterValue.text(word)
                                : FilterValue.of(word);
        if (!comparison.isEquality()
                && (key.equals("name") || value instanceof FilterValue.Wildcard)) {
            throw refused(
                    key
                            + comparison.sign()
                            + Names.printable(word)
                            + ": names and wildcards are only compared with = and !=");
        }
        if (key.equals("length") && !(value instanceof FilterValue.Decimal)) {
            throw refused("length is \"" + Names.printable(word) + "\": give a whole number");
        }
        return new Condition(key, comparison, value);
    }

    private static Instant time(String key, String word) {
        return FilterValue.timeOrDate(word)
                .orElseThrow(() ->
                        refused(
                                key
                                        + " is \""
                                        + Names.printable(word)
                                        + "\": give a time as 2026-01-31T12:00:00, of UTC, or a"
                                        + " date"));
    }

    static EngineException refused(String why) {
        return new EngineException(ErrorCode.INVALID_INPUT, "filter: " + why);
    }

    /// Whether it holds of a DID.
    boolean holds(DidFacts facts) {
        if (value instanceof FilterValue.Wildcard wildcard && wildcard.isAnything()) {
            return true;
        }
        Optional<String> said = facts.said(key);
        if (said.isEmpty()) {
            return comparison == Comparison.NOT_EQUAL && DidFacts.isColumn(key);
        }
        var order = value.compare(said.get());
        return order.isPresent() && comparison.holds(order.getAsInt());
    }
}
