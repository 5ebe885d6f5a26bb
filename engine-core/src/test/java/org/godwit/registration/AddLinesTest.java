package org.godwit.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddLinesTest {
    private final DecisionFixture fixture = new Grid().fixture();

    @AfterEach
    void derivedRowsFollow() {
        fixture.checkDerivedRows();
    }

    private static ReplicaLine line(String name, Optional<String> path, String... rses) {
        return new ReplicaLine(
                List.of(rses),
                new Did("demo", name),
                5,
                new Adler32(1),
                path,
                Optional.of(new Did("demo", "set")));
    }

    private AddLines.Taken add(ReplicaLine... lines) {
        return fixture.run(new AddLines(List.of(lines), "root"));
    }

    private boolean isAt(String name, String rse) {
        return Dids.find(fixture.view(), new Did("demo", name))
                .flatMap(did ->
                        fixture.view()
                                .get(
                                        Tables.REPLICAS,
                                        new ReplicaKey(did, Rses.id(fixture.view(), rse))))
                .isPresent();
    }

    @Test
    void addsAFileAtEveryRseOfItsLineAndToItsDataset() {
        AddLines.Taken taken = add(line("a", Optional.empty(), "UK-DISK", "US-DISK"));

        assertThat(taken.replicas()).isEqualTo(2);
        assertThat(taken.attached()).isEqualTo(1);
        assertThat(taken.refused()).isEmpty();
        assertThat(isAt("a", "UK-DISK")).isTrue();
        assertThat(isAt("a", "US-DISK")).isTrue();
    }

    @Test
    void aLineWithAnUnknownRseChangesNothingAndTheOthersGoIn() {
        AddLines.Taken taken =
                add(
                        line("a", Optional.empty(), "UK-DISK", "NOWHERE"),
                        line("b", Optional.empty(), "UK-DISK"));

        assertThat(taken.replicas()).isEqualTo(1);
        assertThat(taken.refused()).containsOnlyKeys(0);
        assertThat(taken.refused())
                .hasEntrySatisfying(
                        0, why -> assertThat(why.code()).isEqualTo(ErrorCode.RSE_NOT_FOUND));
        assertThat(Dids.find(fixture.view(), new Did("demo", "a"))).isEmpty();
        assertThat(isAt("b", "UK-DISK")).isTrue();
    }

    @Test
    void aLineThatContradictsOneOfItsRsesIsAddedAtNone() {
        add(line("a", Optional.of("old/place"), "US-DISK"));
        AddLines.Taken taken = add(line("a", Optional.of("new/place"), "UK-DISK", "US-DISK"));

        assertThat(taken.replicas()).isZero();
        assertThat(taken.refused())
                .hasEntrySatisfying(
                        0, why -> assertThat(why.code()).isEqualTo(ErrorCode.DUPLICATE));
        assertThat(isAt("a", "UK-DISK")).isFalse();
    }

    @Test
    void theSameAgainChangesNothing() {
        add(line("a", Optional.empty(), "UK-DISK", "US-DISK"));
        AddLines.Taken taken = add(line("a", Optional.empty(), "UK-DISK", "US-DISK"));

        assertThat(taken.replicas()).isZero();
        assertThat(taken.attached()).isZero();
        assertThat(taken.refused()).isEmpty();
    }
}
