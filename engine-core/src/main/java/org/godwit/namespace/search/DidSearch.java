package org.godwit.namespace.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.MetadataKey;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.Tables;
import org.godwit.expression.TextPattern;
import org.godwit.model.DidType;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Finds the DIDs of a scope that a filter asks for and hands them over as it reads. It reads the
/// smallest range that the filter allows: of names that begin alike, of collections with one entry
/// of metadata, of all collections, or of all names. Memory does not grow with what it reads, but
/// for a recursive search, which remembers the collections it has been in. Confined to one thread.
public final class DidSearch {
    /// Collections that a recursive search goes into.
    static final int COLLECTIONS_MAX = 100_000;

    /// Behind every name: no name holds such a character.
    private static final String LAST = "\uDBFF\uDFFF";

    /// What is searched for.
    ///
    /// @param pattern of names, with `*`; everything if absent
    /// @param after only names behind this one, in their order
    /// @param limit most DIDs to hand over
    /// @param recursive whether the content of what is found is looked through too, of any name
    public record Query(
            int scope,
            Optional<String> pattern,
            DidTypes types,
            DidFilter filter,
            Optional<String> after,
            long limit,
            boolean recursive) {}

    /// How a search went.
    ///
    /// @param way which table and range was read
    /// @param scanned rows read
    /// @param found DIDs handed over
    public record Statistics(String way, long scanned, long found) {}

    /// Takes what is found.
    @FunctionalInterface
    public interface Sink {
        void found(long id, DidRow row);
    }

    private final CatalogView view;
    private final Query query;
    private final DidFilter filter;
    private final Sink sink;
    private final DidFilter anyName;
    private final Set<Long> entered = new HashSet<>();
    private final Deque<Long> open = new ArrayDeque<>();
    private String way = "";
    private long scanned;
    private long found;

    private DidSearch(CatalogView view, Query query, Sink sink) {
        this.view = view;
        this.query = query;
        this.filter = query.filter().narrowed(query.pattern(), query.types());
        this.anyName = filter.anyName();
        this.sink = sink;
    }

    /// Searches. What the names' order gives comes in that order.
    public static Statistics run(CatalogView view, Query query, Sink sink) {
        DidSearch search = new DidSearch(view, query, sink);
        search.run();
        return new Statistics(search.way, search.scanned, search.found);
    }

    private void run() {
        List<TextPattern> names = new ArrayList<>();
        filter.alternatives().forEach(alternative -> alternative.name().ifPresent(names::add));
        boolean named =
                names.size() == filter.alternatives().size()
                        && names.stream().noneMatch(name -> prefix(name).isEmpty());
        if (named) {
            byName(ranges(names));
            return;
        }
        boolean ordered = query.after().isPresent() || query.limit() < Long.MAX_VALUE;
        List<Optional<Condition>> keys =
                filter.alternatives().stream().map(DidSearch::indexed).toList();
        if (!ordered && onlyCollections() && keys.stream().allMatch(Optional::isPresent)) {
            for (int i = 0; i < keys.size() && !isDone(); i++) {
                byMetadata(i, keys.get(i).orElseThrow());
            }
        } else {
            byName(List.of(TextPattern.literal("")));
        }
    }

    private static String prefix(TextPattern name) {
        int star = name.wildcards() ? name.text().indexOf('*') : -1;
        return star < 0 ? name.text() : name.text().substring(0, star);
    }

    /// The ranges of these names, sorted, none within another.
    private static List<TextPattern> ranges(List<TextPattern> names) {
        List<TextPattern> ranges = new ArrayList<>();
        names.stream()
                .sorted(Comparator.comparing(name -> new NameKey(0, prefix(name))))
                .forEach(name -> {
                    boolean within =
                            ranges.stream()
                                    .anyMatch(range ->
                                            range.wildcards()
                                                    ? prefix(name).startsWith(prefix(range))
                                                    : range.text().equals(prefix(name))
                                                            && !name.wildcards());
                    if (!within) {
                        if (name.wildcards()) {
                            ranges.removeIf(range -> prefix(range).startsWith(prefix(name)));
                        }
                        ranges.add(name);
                    }
                });
        return ranges;
    }

    private boolean onlyCollections() {
        return filter.alternatives().stream()
                .noneMatch(alternative -> alternative.types().orElseThrow().includes(DidType.FILE));
    }

    private void byName(List<TextPattern> ranges) {
        Table<NameKey, Long> table =
                onlyCollections() ? Tables.COLLECTION_BY_NAME : Tables.DID_BY_NAME;
        way = table.name() + " " + ranges.stream().map(DidSearch::shown).toList();
        for (TextPattern range : ranges) {
            String prefix = prefix(range);
            boolean exact = !range.wildcards() && !prefix.isEmpty();
            String from = query.after().filter(after -> after.compareTo(prefix) > 0).orElse(prefix);
            NameKey end = new NameKey(query.scope(), exact ? prefix + "\u0001" : prefix + LAST);
            try (Cursor<NameKey, Long> names =
                    view.scan(table, new NameKey(query.scope(), from), end)) {
                while (names.hasNext() && !isDone()) {
                    Map.Entry<NameKey, Long> name = names.next();
                    scanned++;
                    if (isBehind(name.getKey().name())) {
                        consider(name.getValue(), filter.alternatives().size());
                    }
                }
            }
        }
    }

    private boolean isBehind(String name) {
        return query.after()
                .map(after -> new NameKey(0, name).compareTo(new NameKey(0, after)) > 0)
                .orElse(true);
    }

    private static String shown(TextPattern range) {
        return range.wildcards() || range.text().isEmpty() ? prefix(range) + "*" : range.text();
    }

    private boolean isDone() {
        return found >= query.limit();
    }

    /// The condition of an alternative that the index of metadata answers best.
    private static Optional<Condition> indexed(DidFilter.Alternative alternative) {
        return alternative.conditions().stream()
                .filter(condition ->
                        !DidFacts.isColumn(condition.key())
                                || (!DidFacts.isSystem(condition.key())
                                        && condition.comparison() != Comparison.NOT_EQUAL))
                .filter(condition ->
                        !(condition.value() instanceof FilterValue.Wildcard wildcard
                                && wildcard.isAnything()))
                .min(Comparator.comparingInt(DidSearch::breadth));
    }

    /// How much of the index a condition leaves: a value, what begins alike, or all of a key.
    private static int breadth(Condition condition) {
        if (condition.comparison() != Comparison.EQUAL) {
            return 2;
        }
        return switch (condition.value()) {
            case FilterValue.Text _ -> 0;
            case FilterValue.Wildcard _ -> 1;
            case FilterValue.Flag _, FilterValue.Decimal _, FilterValue.Time _ -> 2;
        };
    }

    private void byMetadata(int alternative, Condition condition) {
        String prefix =
                condition.comparison() != Comparison.EQUAL
                        ? ""
                        : switch (condition.value()) {
                            case FilterValue.Text text -> MetadataKey.indexed(text.value());
                            case FilterValue.Wildcard wildcard ->
                                    MetadataKey.indexed(prefix(wildcard.pattern()));
                            case FilterValue.Flag _, FilterValue.Decimal _, FilterValue.Time _ ->
                                    "";
                        };
        boolean exact = breadth(condition) == 0;
        String step =
                Tables.COLLECTION_BY_METADATA.name()
                        + " "
                        + condition.key()
                        + "="
                        + prefix
                        + (exact ? "" : "*");
        way = way.isEmpty() ? step : way + "; " + step;
        MetadataKey end =
                exact
                        ? new MetadataKey(query.scope(), condition.key(), prefix, Long.MAX_VALUE)
                        : new MetadataKey(query.scope(), condition.key(), prefix + LAST, 0);
        try (Cursor<MetadataKey, Present> rows =
                view.scan(
                        Tables.COLLECTION_BY_METADATA,
                        new MetadataKey(query.scope(), condition.key(), prefix, 0),
                        end)) {
            while (rows.hasNext() && !isDone()) {
                scanned++;
                consider(rows.next().getKey().did(), alternative);
            }
        }
    }

    /// @param alternative the one whose range is read, whose elders have brought theirs already;
    ///   all of them if none is
    private void consider(long id, int alternative) {
        DidRow row = Dids.row(view, id);
        DidFacts facts = new DidFacts(view, id, row);
        List<DidFilter.Alternative> all = filter.alternatives();
        boolean holds =
                alternative == all.size()
                        ? filter.holds(facts)
                        : all.get(alternative).holds(facts)
                                && all.subList(0, alternative).stream()
                                        .noneMatch(elder -> elder.holds(facts));
        if (holds && isShown(row)) {
            emit(id, row);
            while (!open.isEmpty() && !isDone()) {
                below(open.remove());
            }
        }
    }

    /// Hidden ones are found by their full name, or by asking for them.
    private boolean isShown(DidRow row) {
        return !row.traits().has(DidFlag.HIDDEN)
                || query.pattern().filter(row.name()::equals).isPresent()
                || filter.alternatives().stream()
                        .flatMap(alternative -> alternative.conditions().stream())
                        .anyMatch(condition -> condition.key().equals("hidden"));
    }

    private void emit(long id, DidRow row) {
        boolean goesOn = query.recursive() && row.type() != DidType.FILE;
        if (goesOn && !entered.add(id)) {
            return;
        }
        if (entered.size() > COLLECTIONS_MAX) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "more than "
                            + COLLECTIONS_MAX
                            + " collections are found; search for less at a time");
        }
        found++;
        sink.found(id, row);
        if (goesOn) {
            open.add(id);
        }
    }

    private void below(long collection) {
        try (Cursor<ContentKey, ContentRow> children =
                view.scan(
                        Tables.CONTENTS,
                        new ContentKey(collection, 0),
                        new ContentKey(collection + 1, 0))) {
            while (children.hasNext() && !isDone()) {
                long child = children.next().getKey().child();
                scanned++;
                DidRow row = Dids.row(view, child);
                if (anyName.holds(new DidFacts(view, child, row)) && isShown(row)) {
                    emit(child, row);
                }
            }
        }
    }
}
