package org.godwit.rule.subscription;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.expression.TextPattern;
import org.godwit.model.DidType;
import org.godwit.model.Names;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Which collections a subscription is for. Keys are Rucio's; each must be met by one of its
/// values, in which `*` stands for any characters. Other keys are keys of the DID's metadata.
///
/// | key | is compared with |
/// |---|---|
/// | `scope`, `account` | the DID's scope, its owner |
/// | `pattern` | its name |
/// | `excluded_pattern` | its name, which none of the values may match |
/// | `did_type` | DATASET or CONTAINER |
/// | `min_avg_file_size`, `max_avg_file_size` | bytes per file, where it holds files already |
public final class SubscriptionFilter {
    /// Keys and values of one filter.
    private static final int ENTRIES_MAX = 100;

    private static final int VALUE_CHARS_MAX = 500;

    private final Map<String, List<String>> filter;

    private SubscriptionFilter(Map<String, List<String>> filter) {
        this.filter = filter;
    }

    /// A filter that was checked before.
    static SubscriptionFilter of(Map<String, List<String>> filter) {
        return new SubscriptionFilter(filter);
    }

    /// Checks a user's filter.
    static SubscriptionFilter checked(Map<String, List<String>> filter) {
        long values = filter.values().stream().mapToLong(List::size).sum();
        if (filter.isEmpty() || values > ENTRIES_MAX) {
            throw refused(
                    "a filter with "
                            + values
                            + " values: give 1 to "
                            + ENTRIES_MAX
                            + ", e.g. scope and pattern");
        }
        filter.forEach((key, texts) -> {
            if (key.isEmpty() || texts.isEmpty()) {
                throw refused("filter \"" + Names.printable(key) + "\" has no value");
            }
            texts.forEach(text -> check(key, text));
        });
        return new SubscriptionFilter(filter);
    }

    private static void check(String key, String text) {
        if (text.length() > VALUE_CHARS_MAX) {
            throw refused("a value of filter " + key + " is longer than " + VALUE_CHARS_MAX);
        }
        boolean fits =
                switch (key) {
                    case "did_type" ->
                            List.of("DATASET", "CONTAINER").contains(text.toUpperCase(Locale.ROOT));
                    case "min_avg_file_size", "max_avg_file_size" ->
                            !text.isEmpty()
                                    && text.length() <= 18
                                    && text.chars().allMatch(c -> c >= '0' && c <= '9');
                    case String _ -> true;
                };
        if (!fits) {
            throw refused(
                    "filter "
                            + key
                            + " is \""
                            + Names.printable(text)
                            + "\": give "
                            + (key.equals("did_type") ? "DATASET or CONTAINER" : "bytes"));
        }
    }

    private static EngineException refused(String why) {
        return new EngineException(ErrorCode.INVALID_INPUT, why);
    }

    /// Whether a DID is one of those.
    boolean matches(CatalogView view, long did, DidRow row) {
        return row.type() != DidType.FILE
                && filter.entrySet().stream()
                        .allMatch(entry -> meets(view, did, row, entry.getKey(), entry.getValue()));
    }

    private static boolean meets(
            CatalogView view, long did, DidRow row, String key, List<String> values) {
        return switch (key) {
            case "scope" -> any(values, Dids.name(view, row).scope());
            case "account" -> any(values, Accounts.row(view, row.account()).name());
            case "pattern" -> any(values, row.name());
            case "excluded_pattern" -> !any(values, row.name());
            case "did_type" ->
                    values.stream().anyMatch(value -> value.equalsIgnoreCase(row.type().name()));
            case "min_avg_file_size" ->
                    average(view, did)
                            .filter(size -> size < Long.parseLong(values.getFirst()))
                            .isEmpty();
            case "max_avg_file_size" ->
                    average(view, did)
                            .filter(size -> size > Long.parseLong(values.getFirst()))
                            .isEmpty();
            case String other ->
                    Optional.ofNullable(row.metadata().get(other))
                            .filter(value -> any(values, value))
                            .isPresent();
        };
    }

    private static boolean any(List<String> values, String text) {
        return values.stream().anyMatch(value -> new TextPattern(value, true).matches(text));
    }

    private static Optional<Long> average(CatalogView view, long did) {
        return view.get(Tables.COUNTERS, CounterKey.content(did))
                .filter(count -> count.items() > 0 && count.bytes() > 0)
                .map(count -> count.bytes() / count.items());
    }
}
