package org.godwit.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Did;
import org.godwit.model.EventType;
import org.godwit.model.RuleId;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EraseTest {
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @BeforeEach
    void dataset() {
        grid.datasets("night");
    }

    @AfterEach
    void indexesAndCountersAreExact() {
        fixture.checkDerivedRows();
    }

    @Test
    void whatIsErasedGoesWhenItsTimeHasComeAndCanBeTakenBackBefore() {
        grid.attach("night", grid.files("FR-DISK", "f", 3));
        RuleId rule = grid.rule("night", RuleSpec.of(1, "FR-DISK"));
        erase(OptionalLong.empty());
        fixture.advance(Duration.ofHours(23));
        assertThat(fixture.run(new EraseDue())).isFalse();
        fixture.run(new Unerase(Grid.did("night")));
        erase(OptionalLong.empty());
        fixture.advance(Duration.ofHours(25));
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, new Unerase(Grid.did("night")));

        while (fixture.run(new EraseDue())) {}

        assertThat(fixture.view().get(Tables.RULES, rule)).isEmpty();
        assertThat(grid.rows(Tables.CONTENTS)).isZero();
        assertThat(grid.rows(Tables.TOMBSTONES)).isEqualTo(3);
        assertThat(grid.rows(Tables.ERASURES)).isZero();
        try (var events = fixture.view().scanAll(Tables.EVENTS)) {
            assertThat(events)
                    .toIterable()
                    .filteredOn(event -> event.getValue().type() == EventType.DID_ERASED)
                    .hasSize(1);
        }
    }

    @Test
    void aFileThatAnotherDatasetHoldsOutlivesTheErasedOne() {
        grid.datasets("other");
        List<Did> files = grid.files("FR-DISK", "f", 2);
        grid.attach("night", files);
        grid.attach("other", "f1");
        erase(OptionalLong.empty());
        fixture.advance(Duration.ofHours(25));

        while (fixture.run(new EraseDue())) {}

        assertThat(replica("f0", "FR-DISK").orElseThrow().tombstone()).isPresent();
        assertThat(replica("f1", "FR-DISK").orElseThrow().tombstone()).isEmpty();
    }

    @Test
    void manyFilesAreErasedOnlyIfTheirNumberWasSaid() {
        grid.attach("night", grid.files("FR-DISK", "f", 10_001));

        fixture.refuses(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        new Erase(
                                Grid.did("night"), "root", Optional.empty(), OptionalLong.empty()))
                .hasMessageContaining("--yes-delete 10001");
        fixture.refuses(
                ErrorCode.UNSUPPORTED_OPERATION,
                new Erase(Grid.did("night"), "root", Optional.empty(), OptionalLong.of(5)));
        erase(OptionalLong.of(10_001));
    }

    private void erase(OptionalLong confirmed) {
        fixture.run(new Erase(Grid.did("night"), "root", Optional.empty(), confirmed));
    }

    private Optional<ReplicaRow> replica(String file, String rse) {
        return fixture.view().get(Tables.REPLICAS, grid.at(file, rse));
    }
}
