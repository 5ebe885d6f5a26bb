package org.godwit.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Grid;
import org.godwit.message.FromAgent;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.SetRseAvailability;
import org.junit.jupiter.api.Test;

/// How much is deleted, in which order, and what holds it back.
final class ReapTest extends DeletionScene {
    @Test
    void freesNoMoreThanIsNeededAndWhatWasUsedLeastRecentlyFirst() {
        for (int i = 0; i < 4; i++) {
            grid.files("FR-DISK", "f" + i + "-", 1);
            mark("FR-DISK", "f" + i + "-0", false);
            fixture.advance(Duration.ofMinutes(1));
        }
        fixture.run(new SetRseAttribute("FR-DISK", "MaxUsedSpace", "250"));

        assertThat(reserve("FR-DISK").bytes()).isEqualTo(200);
        assertThat(reserve("FR-DISK").bytes()).isZero();

        assertThat(deletion("f0-0", "FR-DISK")).isPresent();
        assertThat(deletion("f1-0", "FR-DISK")).isPresent();
        assertThat(deletion("f2-0", "FR-DISK")).isEmpty();
    }

    @Test
    void whatIsBeingDeletedAndWhatLiesInTheTrashCountsAsFreed() {
        for (Did file : grid.files("FR-DISK", "f", 4)) {
            mark("FR-DISK", file.name(), false);
        }
        fixture.run(new SetRseAttribute("FR-DISK", "MinFreeSpace", "1300"));
        Optional<FromAgent.Space> space =
                Optional.of(new FromAgent.Space("FR-DISK", 10_000, 1_000, false, 100));

        assertThat(reserve("FR-DISK", space).bytes()).isEqualTo(200);
        assertThat(reserve("FR-DISK", space).bytes()).isZero();
    }

    @Test
    void nothingGoesWithoutNeedAtAnRseThatIsNotGreedy() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0", false);
        assertThat(reserve("FR-DISK").files()).isZero();

        fixture.run(new SetRseAttribute("FR-DISK", "greedyDeletion", "true"));
        assertThat(reserve("FR-DISK").files()).isEqualTo(1);
    }

    @Test
    void nothingGoesWhereDeletionIsClosedOrTheCatalogueWasRestored() {
        grid.files("FR-DISK", "f", 1);
        mark("FR-DISK", "f0");
        fixture.run(availability(false));
        assertThat(reserve("FR-DISK").files()).isZero();
        fixture.run(availability(true));
        fixture.run(context -> {
            context.tx().put(Tables.SEQUENCES, DeletionPermit.SEQUENCE, 0L);
            return true;
        });
        assertThat(reserve("FR-DISK").files()).isZero();

        fixture.run(new DeletionPermit.Give());
        assertThat(reserve("FR-DISK").files()).isEqualTo(1);
    }

    @Test
    void theGuardHoldsBackWhatNobodyConfirmed() {
        List<Did> files = grid.files("FR-DISK", "f", 1_300);
        for (int from = 0; from < files.size(); from += 1_000) {
            fixture.run(
                    new TombstoneReplicas(
                            "FR-DISK",
                            files.subList(from, Math.min(files.size(), from + 1_000)),
                            true));
        }

        assertThat(reserve("FR-DISK").files()).isEqualTo(1_000);
        ReserveDeletions.Reserved more = reserve("FR-DISK");
        assertThat(more.files()).isZero();
        assertThat(more.held()).isTrue();
        fixture.run(new ConfirmDeletions("FR-DISK", 200));
        assertThat(reserve("FR-DISK").files()).isEqualTo(200);
        assertThat(reserve("FR-DISK").files()).isZero();
        fixture.advance(Duration.ofMinutes(61));
        assertThat(reserve("FR-DISK").files()).isEqualTo(100);
    }

    @Test
    void whatWasReadLatelyGoesLastAndIsNotedOnceInAnHour() {
        grid.files("US-DISK", "f", 1);
        mark("US-DISK", "f0", false);
        Instant first = tombstone("f0", "US-DISK");
        fixture.advance(Duration.ofHours(2));
        read();
        Instant second = tombstone("f0", "US-DISK");
        assertThat(second).isAfter(first);
        fixture.advance(Duration.ofMinutes(30));
        read();
        assertThat(tombstone("f0", "US-DISK")).isEqualTo(second);
    }

    private void read() {
        long did = grid.id("f0");
        int rse = rse("US-DISK");
        fixture.run(context -> {
            org.godwit.transfer.Accesses.read(context, did, rse);
            return true;
        });
    }

    @Test
    void aReplicaThatARuleHoldsGetsNoTombstone() {
        grid.files("FR-DISK", "f", 1);
        RuleId rule = grid.rule("f0", RuleSpec.of(1, "FR-DISK"));

        fixture.refuses(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        new TombstoneReplicas("FR-DISK", List.of(Grid.did("f0")), true))
                .hasMessageContaining("rule holds");
        fixture.run(new DeleteRule(rule));
        assertThat(replica("f0", "FR-DISK").orElseThrow().tombstone()).isPresent();
    }

    private static SetRseAvailability availability(boolean delete) {
        return new SetRseAvailability(
                "FR-DISK", Optional.empty(), Optional.empty(), Optional.of(delete));
    }
}
