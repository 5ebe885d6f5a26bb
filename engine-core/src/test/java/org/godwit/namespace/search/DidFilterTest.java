package org.godwit.namespace.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DidTraits;
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.AccountType;
import org.godwit.model.DidType;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What filters mean, on two datasets, a container and three files.
class DidFilterTest {
    private static final Instant T = Instant.parse("2026-11-20T12:00:00Z");

    private final Transaction tx = new Transaction(new MemoryCatalog().latest());

    @BeforeEach
    void fill() {
        tx.put(Tables.ACCOUNTS, 1, new AccountRow("root", AccountType.SERVICE, true, T));
        tx.put(Tables.SCOPES, 1, new ScopeRow("demo", 1, T));
        did(1, "night-1", DidType.DATASET, Map.of("run", "42", "stream", "physics main"));
        did(2, "night-2", DidType.DATASET, Map.of("run", "7.5", "project", "lsst"));
        did(3, "week", DidType.CONTAINER, Map.of("good", "true", "run", "n/a"));
        did(4, "raw/a", DidType.FILE, Map.of("run", "42"));
        did(5, "raw/b", DidType.FILE, Map.of());
        did(6, "other", DidType.FILE, Map.of());
        tx.put(Tables.CONTENTS, new ContentKey(1, 4), new ContentRow(DidType.FILE, 400));
        tx.put(Tables.CONTENTS, new ContentKey(2, 4), new ContentRow(DidType.FILE, 400));
        tx.put(Tables.CONTENTS, new ContentKey(2, 5), new ContentRow(DidType.FILE, 500));
        tx.put(Tables.CONTENTS, new ContentKey(3, 1), new ContentRow(DidType.DATASET, 0));
        tx.put(Tables.CONTENTS, new ContentKey(3, 2), new ContentRow(DidType.DATASET, 0));
    }

    private void did(long id, String name, DidType type, Map<String, String> metadata) {
        tx.put(
                Tables.DIDS,
                id,
                new DidRow(
                        1,
                        name,
                        type,
                        1,
                        type != DidType.FILE,
                        type == DidType.FILE ? 100 * id : 0,
                        (int) id,
                        T.plusSeconds(id),
                        metadata,
                        Map.of()));
    }

    private List<String> find(String filter) {
        return find("*", DidTypes.ALL, filter, false);
    }

    private List<String> find(String pattern, DidTypes types, String filter, boolean recursive) {
        List<String> names = new ArrayList<>();
        DidSearch.Statistics went =
                DidSearch.run(
                        tx,
                        new DidSearch.Query(
                                1,
                                Optional.of(pattern),
                                types,
                                DidFilter.parse(filter),
                                Optional.empty(),
                                Long.MAX_VALUE,
                                recursive),
                        (_, row) -> names.add(row.name()));
        assertThat(went.found()).isEqualTo(names.size());
        return names;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    run=42                          | night-1 raw/a
                    run=42.0                        | night-1 raw/a
                    run='42'                        | night-1 raw/a
                    run!=42                         | night-2
                    run>7                           | night-1 night-2 raw/a
                    run>=7.5,run<42                 | night-2
                    7 < run < 42                    | night-2
                    42 > run                        | night-2
                    run=n*                          | week
                    run=*                           | night-1 night-2 other raw/a raw/b week
                    run!=n%                         | night-1 night-2 raw/a
                    stream=physics main             | night-1
                    stream="physics main" and run=42 | night-1
                    good=TRUE                       | week
                    project!=lsst                   | night-1 other raw/a raw/b week
                    project!=lsst,type=dataset      | night-1
                    run=42;run=7.5                  | night-1 night-2 raw/a
                    run=42 or good=true             | night-1 raw/a week
                    run=42,type=file;good=true      | raw/a week
                    name=raw/*                      | raw/a raw/b
                    name!=raw/*,type=file           | other
                    bytes>450,type=file             | other raw/b
                    bytes>500                       | night-2 other
                    length=2                        | night-2 week
                    length>=1,type=collection       | night-1 night-2 week
                    adler32=00000004                | raw/a
                    created_at>=2026-11-20 12:00:05 | other raw/b
                    created_at<2026-11-20T12:00:02  | night-1
                    created_after=2026-11-20T12:00:06 | other
                    created_at>2026-11-21           |
                    is_open=false                   | other raw/a raw/b
                    account=root,name=w*            | week
                    """)
    void aFilterFindsWhatItSays(String filter, String names) {
        assertThat(find(filter))
                .containsExactlyElementsOf(
                        names == null ? List.of() : List.of(names.split(" ", -1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run=",
                "=4",
                "run=1,",
                "run=1;;run=2",
                "run=1,run=2",
                "run>n*",
                "name>a",
                "type!=file",
                "type=directory",
                "length=many",
                "created_at=soon",
                "a b=1",
                "run=\"42"
            })
    void whatIsNoFilterIsRefusedInOneLine(String filter) {
        assertThatThrownBy(() -> find(filter))
                .isInstanceOf(EngineException.class)
                .message()
                .startsWith("filter: ")
                .doesNotContain("\n");
    }

    @Test
    void aNameIsLookedUpByWhatStandsBeforeTheStar() {
        assertThat(explain("raw/*", DidTypes.ALL, ""))
                .isEqualTo(new DidSearch.Statistics("did-by-name [raw/*]", 2, 2));
        assertThat(explain("raw/a", DidTypes.FILE, "").scanned()).isEqualTo(1);
        assertThat(explain("night*", DidTypes.COLLECTION, "run=42"))
                .isEqualTo(new DidSearch.Statistics("collection-by-name [night*]", 2, 1));
    }

    @Test
    void collectionsAreFoundByTheirMetadata() {
        assertThat(explain("*", DidTypes.COLLECTION, "stream=physics main,length>0"))
                .isEqualTo(
                        new DidSearch.Statistics(
                                "collection-by-metadata stream=physics main", 1, 1));
        assertThat(explain("*", DidTypes.DATASET, "run=42;project=l*"))
                .isEqualTo(
                        new DidSearch.Statistics(
                                "collection-by-metadata run=*; collection-by-metadata project=l*",
                                4,
                                2));
    }

    private DidSearch.Statistics explain(String pattern, DidTypes types, String filter) {
        return DidSearch.run(
                tx,
                new DidSearch.Query(
                        1,
                        Optional.of(pattern),
                        types,
                        DidFilter.parse(filter),
                        Optional.empty(),
                        Long.MAX_VALUE,
                        false),
                (_, _) -> {});
    }

    @Test
    void aRecursiveSearchGoesThroughWhatItFindsWhateverTheNamesThere() {
        assertThat(find("week", DidTypes.ALL, "", true))
                .containsExactly("week", "night-1", "night-2", "raw/a", "raw/a", "raw/b");
        assertThat(find("week", DidTypes.COLLECTION, "", true))
                .containsExactly("week", "night-1", "night-2");
        assertThat(find("night*", DidTypes.DATASET, "", true))
                .containsExactly("night-1", "night-2");
    }

    @Test
    void aPageBeginsBehindTheLastNameOfTheOneBefore() {
        List<String> names = new ArrayList<>();
        Optional<String> after = Optional.empty();
        for (int page = 0; page < 3; page++) {
            int before = names.size();
            DidSearch.run(
                    tx,
                    new DidSearch.Query(
                            1, Optional.empty(), DidTypes.ALL, DidFilter.all(), after, 2, false),
                    (_, row) -> names.add(row.name()));
            assertThat(names).hasSize(before + 2);
            after = Optional.of(names.getLast());
        }
        assertThat(names).containsExactly("night-1", "night-2", "other", "raw/a", "raw/b", "week");
    }

    @Test
    void whatIsHiddenIsFoundByItsNameOnly() {
        DidRow row = tx.get(Tables.DIDS, 6L).orElseThrow();
        tx.put(Tables.DIDS, 6L, row.withTraits(DidTraits.PLAIN.with(DidFlag.HIDDEN, true)));

        assertThat(find("o*", DidTypes.ALL, "", false)).isEmpty();
        assertThat(find("other", DidTypes.ALL, "", false)).containsExactly("other");
        assertThat(find("hidden=true")).containsExactly("other");
    }
}
