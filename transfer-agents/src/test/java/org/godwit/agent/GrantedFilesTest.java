package org.godwit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.godwit.message.ReadGrant;
import org.junit.jupiter.api.Test;

class GrantedFilesTest {
    private static final List<ReadGrant.File> GRANTED =
            IntStream.range(0, 1000)
                    .mapToObj(i -> new ReadGrant.File(i, "FR", "raw/é-" + i, 10L * i))
                    .toList();

    private final GrantedFiles files = new GrantedFiles(GRANTED);

    @Test
    void containAllThatWereGranted() {
        assertThat(GRANTED).allMatch(files::contain);
    }

    @Test
    void containNoFileThatDiffersInAnything() {
        ReadGrant.File granted = GRANTED.get(7);

        assertThat(
                        List.of(
                                new ReadGrant.File(8, "FR", granted.path(), granted.bytes()),
                                new ReadGrant.File(7, "US", granted.path(), granted.bytes()),
                                new ReadGrant.File(7, "FR", "raw/é-8", granted.bytes()),
                                new ReadGrant.File(7, "FR", granted.path(), 71),
                                new ReadGrant.File(7, "F", "Rraw/é-7", granted.bytes()),
                                new ReadGrant.File(7, "FRraw", "/é-7", granted.bytes()),
                                new ReadGrant.File(7, "", "", 0)))
                .noneMatch(files::contain);
    }

    @Test
    void containNothingWhereNothingWasGranted() {
        assertThat(new GrantedFiles(List.of()).contain(GRANTED.getFirst())).isFalse();
    }
}
