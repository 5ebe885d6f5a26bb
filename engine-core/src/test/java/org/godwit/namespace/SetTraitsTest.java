package org.godwit.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Detach;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Effect;
import org.godwit.decision.Grid;
import org.godwit.namespace.search.DidFilter;
import org.godwit.namespace.search.DidSearch;
import org.godwit.namespace.search.DidTypes;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetTraitsTest {
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @BeforeEach
    void dataset() {
        grid.datasets("night", "day");
        grid.attach("night", grid.files("FR-DISK", "f", 2));
    }

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        fixture.checkDerivedRows();
    }

    private static SetTraits monotonic(String name, boolean set) {
        return new SetTraits(did(name), Optional.of(set), Optional.empty(), Optional.empty());
    }

    private static SetTraits hidden(String name, boolean set) {
        return new SetTraits(did(name), Optional.empty(), Optional.of(set), Optional.empty());
    }

    private static SetTraits lifetime(String name, Optional<Duration> time) {
        return new SetTraits(did(name), Optional.empty(), Optional.empty(), Optional.of(time));
    }

    private List<String> listed(String pattern) {
        List<String> names = new ArrayList<>();
        DidSearch.Statistics _ =
                DidSearch.run(
                        fixture.view(),
                        new DidSearch.Query(
                                Dids.scopeId(fixture.view(), "demo"),
                                Optional.of(pattern),
                                DidTypes.DATASET,
                                DidFilter.parse(""),
                                Optional.empty(),
                                100,
                                false),
                        (_, row) -> names.add(row.name()));
        return names;
    }

    @Test
    void nothingIsDetachedFromAMonotonicDatasetAndThatStaysSo() {
        fixture.run(monotonic("night", true));

        fixture.refuses(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        new Detach(did("night"), List.of(did("f0"))))
                .hasMessageContaining("monotonic");
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, monotonic("night", false))
                .hasMessageContaining("cannot be taken back");
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, monotonic("f0", true));
        grid.files("FR-DISK", "g", 1);
        grid.attach("night", "g0");
        assertThat(grid.rows(Tables.CONTENTS)).isEqualTo(3);
    }

    @Test
    void aHiddenDatasetIsLeftOutOfListsButFoundByItsName() {
        fixture.run(hidden("night", true));
        assertThat(listed("*")).containsExactly("day");
        assertThat(listed("ni*")).isEmpty();
        assertThat(Dids.find(fixture.view(), did("night"))).isPresent();
        assertThat(grid.rows(Tables.CONTENTS)).isEqualTo(2);

        fixture.run(hidden("night", false));
        assertThat(listed("*")).containsExactly("day", "night");
    }

    @Test
    void aLifetimeCountsFromNowAndIsNoted() {
        fixture.takeEffects();
        DidRow row = fixture.run(lifetime("night", Optional.of(Duration.ofDays(3))));

        assertThat(row.traits().expiresAt()).contains(fixture.now().plus(Duration.ofDays(3)));
        assertThat(row.updatedAt()).isEqualTo(fixture.now());
        assertThat(fixture.takeEffects())
                .contains(new Effect.Due(fixture.now().plus(Duration.ofDays(3))));
        assertThat(grid.rows(Tables.DID_EXPIRY)).isEqualTo(1);

        fixture.run(lifetime("night", Optional.empty()));
        assertThat(grid.rows(Tables.DID_EXPIRY)).isZero();
    }

    @Test
    void whatIsAbsentStaysAndTheSameAgainChangesNothing() {
        fixture.run(hidden("night", true));
        fixture.run(monotonic("night", true));
        fixture.advance(Duration.ofHours(1));
        DidRow row = fixture.run(hidden("night", true));

        assertThat(fixture.lastChanges()).isZero();
        assertThat(row.traits().flags()).hasSize(2);
    }
}
