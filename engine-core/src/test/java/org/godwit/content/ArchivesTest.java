package org.godwit.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.godwit.decision.Grid.did;

import java.util.List;
import java.util.stream.IntStream;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.DecisionFixture;
import org.godwit.decision.Grid;
import org.godwit.model.Adler32;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchivesTest {
    private final Grid grid = new Grid();
    private final DecisionFixture fixture = grid.fixture();

    @BeforeEach
    void archives() {
        grid.files("FR-DISK", "zip", 2);
    }

    @AfterEach
    void everyIndexAndCounterEqualsAFullScan() {
        fixture.checkDerivedRows();
    }

    private int add(String archive, String... files) {
        return fixture.run(adding(archive, 7, files));
    }

    private static AddConstituents adding(String archive, long bytes, String... files) {
        return new AddConstituents(
                did(archive),
                java.util.Arrays.stream(files)
                        .map(name -> NewDid.file(did(name), bytes, new Adler32(1)))
                        .toList(),
                "root");
    }

    private boolean is(String name, DidFlag flag) {
        return Dids.row(fixture.view(), grid.id(name)).traits().has(flag);
    }

    @Test
    void filesInAnArchiveAreFoundBothWaysAndSummedUp() {
        assertThat(add("zip0", "a", "b")).isEqualTo(2);
        assertThat(add("zip0", "b", "c")).isEqualTo(1);
        assertThat(add("zip1", "a")).isEqualTo(1);

        assertThat(Archives.holding(fixture.view(), grid.id("a")))
                .containsExactly(grid.id("zip0"), grid.id("zip1"));
        assertThat(Archives.constituents(fixture.view(), grid.id("zip0"), 0, 10))
                .extracting(row -> row.getKey().child())
                .containsExactly(grid.id("a"), grid.id("b"), grid.id("c"));
        assertThat(Archives.constituents(fixture.view(), grid.id("zip0"), grid.id("a"), 1))
                .extracting(row -> row.getKey().child())
                .containsExactly(grid.id("b"));
        assertThat(fixture.view().get(Tables.COUNTERS, CounterKey.content(grid.id("zip0"))))
                .contains(new Count(3, 21));
        assertThat(is("zip0", DidFlag.ARCHIVE)).isTrue();
        assertThat(is("a", DidFlag.CONSTITUENT)).isTrue();
    }

    @Test
    void anArchiveLiesInNoOtherAndNotInItself() {
        add("zip0", "a");

        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, adding("zip1", 100, "zip0"))
                .hasMessageContaining("zip0 is an archive");
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, adding("a", 7, "b"))
                .hasMessageContaining("a lies in an archive");
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, adding("zip1", 100, "zip1"));
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, adding("zip1", 100, "b", "zip1"));
        assertThat(Dids.find(fixture.view(), did("b"))).isEmpty();
    }

    @Test
    void onlyFilesHoldFilesAndTheirSizesMustBeTheSame() {
        grid.datasets("night");
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, adding("night", 7, "a"));
        fixture.refuses(ErrorCode.UNSUPPORTED_OPERATION, adding("zip0", 7, "night"));
        add("zip0", "a");
        fixture.refuses(ErrorCode.FILE_CONSISTENCY_MISMATCH, adding("zip1", 8, "a"))
                .hasMessageContaining("another size or checksum");
        fixture.refuses(ErrorCode.INVALID_INPUT, adding("zip0", 7));
    }

    @Test
    void anArchiveThatIsEmptiedIsAFileLikeAnyOther() {
        String[] names = IntStream.range(0, 10).mapToObj(i -> "in" + i).toArray(String[]::new);
        add("zip0", names);
        add("zip1", "in0");

        assertThat(empty(4)).isTrue();
        assertThat(is("zip0", DidFlag.ARCHIVE)).isTrue();
        assertThat(empty(10)).isTrue();
        assertThat(empty(10)).isFalse();

        assertThat(is("zip0", DidFlag.ARCHIVE)).isFalse();
        assertThat(is("in0", DidFlag.CONSTITUENT)).isTrue();
        assertThat(is("in1", DidFlag.CONSTITUENT)).isFalse();
        assertThat(add("zip1", "zip0x", "in1")).isEqualTo(2);
        assertThat(List.of(Archives.holding(fixture.view(), grid.id("in1"))))
                .containsExactly(List.of(grid.id("zip1")));
    }

    private boolean empty(int max) {
        return fixture.run(context -> Archives.empty(context, grid.id("zip0"), max));
    }
}
