package org.godwit.namespace.search;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Adler32;
import org.godwit.model.DidType;
import org.godwit.namespace.Accounts;

/// What filters see of a DID: what the catalogue knows of every one, under names of its own, and
/// beside it the metadata that people gave it.
final class DidFacts {
    /// Names that Rucio keeps in columns, and people here in metadata: where a DID does not have
    /// one, `!=` holds, as it does not for other metadata.
    private static final Set<String> COLUMNS_OF_RUCIO =
            Set.of(
                    "availability",
                    "campaign",
                    "complete",
                    "constituent",
                    "datatype",
                    "eol_at",
                    "events",
                    "guid",
                    "lumiblocknr",
                    "obsolete",
                    "panda_id",
                    "phys_group",
                    "prod_step",
                    "project",
                    "provenance",
                    "purge_replicas",
                    "run_number",
                    "stream_name",
                    "task_id",
                    "transient",
                    "version");

    /// Keys whose values are times.
    static final Set<String> TIMES = Set.of("created_at", "updated_at", "closed_at", "expired_at");

    /// Keys whose values are texts, whatever a value looks like.
    static final Set<String> TEXTS = Set.of("name", "account", "adler32", "md5");

    private static final Map<String, BiFunction<DidFacts, DidRow, Optional<String>>> SYSTEM =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("name", (_, row) -> Optional.of(row.name())),
                            Map.entry("account", (facts, row) -> Optional.of(facts.account(row))),
                            Map.entry("bytes", (facts, row) -> facts.bytes(row)),
                            Map.entry("length", (facts, row) -> facts.length(row)),
                            Map.entry("adler32", (_, row) -> adler32(row)),
                            Map.entry("created_at", (_, row) -> time(row.createdAt())),
                            Map.entry("updated_at", (_, row) -> time(row.updatedAt())),
                            Map.entry(
                                    "closed_at",
                                    (_, row) -> row.traits().closedAt().flatMap(DidFacts::time)),
                            Map.entry(
                                    "expired_at",
                                    (_, row) -> row.traits().expiresAt().flatMap(DidFacts::time)),
                            Map.entry("is_open", (_, row) -> flag(row.open())),
                            Map.entry("monotonic", (_, row) -> flag(row, DidFlag.MONOTONIC)),
                            Map.entry("hidden", (_, row) -> flag(row, DidFlag.HIDDEN)),
                            Map.entry("is_archive", (_, row) -> flag(row, DidFlag.ARCHIVE)),
                            Map.entry("constituent", (_, row) -> flag(row, DidFlag.CONSTITUENT)),
                            Map.entry("is_new", (facts, _) -> flag(facts.isNew()))));

    private final CatalogView view;
    private final long id;
    private final DidRow row;

    DidFacts(CatalogView view, long id, DidRow row) {
        this.view = view;
        this.id = id;
        this.row = row;
    }

    /// Whether a key is one that every DID has, not metadata.
    static boolean isSystem(String key) {
        return SYSTEM.containsKey(key);
    }

    /// Whether a DID without it differs from every value.
    static boolean isColumn(String key) {
        return isSystem(key) || COLUMNS_OF_RUCIO.contains(key);
    }

    DidRow row() {
        return row;
    }

    /// What the DID says under a key.
    Optional<String> said(String key) {
        var system = Optional.ofNullable(SYSTEM.get(key));
        return system.isPresent()
                ? system.get().apply(this, row)
                : Optional.ofNullable(row.metadata().get(key));
    }

    private String account(DidRow of) {
        return Accounts.row(view, of.account()).name();
    }

    /// A container's bytes are not counted: they would need a walk through it.
    private Optional<String> bytes(DidRow of) {
        return switch (of.type()) {
            case FILE -> Optional.of(Long.toString(of.bytes()));
            case DATASET -> Optional.of(Long.toString(content().bytes()));
            case CONTAINER -> Optional.empty();
        };
    }

    private Optional<String> length(DidRow of) {
        return of.type() == DidType.FILE
                ? Optional.empty()
                : Optional.of(Long.toString(content().items()));
    }

    private Count content() {
        return view.get(Tables.COUNTERS, CounterKey.content(id)).orElse(Count.ZERO);
    }

    private boolean isNew() {
        return view.get(Tables.NEW_DIDS, id).isPresent();
    }

    private static Optional<String> adler32(DidRow of) {
        return of.type() == DidType.FILE
                ? Optional.of(new Adler32(of.adler32()).toString())
                : Optional.empty();
    }

    private static Optional<String> time(Instant time) {
        return Optional.of(
                FilterValue.TIMES.get(1).format(time.atOffset(java.time.ZoneOffset.UTC)));
    }

    private static Optional<String> flag(DidRow of, DidFlag flag) {
        return flag(of.traits().has(flag));
    }

    private static Optional<String> flag(boolean value) {
        return Optional.of(Boolean.toString(value));
    }
}
