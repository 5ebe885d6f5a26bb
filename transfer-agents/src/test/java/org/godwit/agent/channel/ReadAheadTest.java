package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.wire.Frame;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private static final int BLOCK = 64 << 10;
    private static final int LAST = 1000;

    private final ReadAhead ahead = new ReadAhead(new SlabRing(BLOCK, 8L << 20), 4 * BLOCK);

    @Test
    void knowsHowManyBytesAreLeftToBeSent() throws Exception {
        ServedFile file = file("a", 2 * BLOCK + LAST);

        ahead.append(List.of(new ReadAhead.Range(file, 0, 3)));
        assertThat(ahead.bytesLeft()).isEqualTo(2 * BLOCK + LAST);

        ReadAhead.Job job = job();
        ahead.onRead(
                new ReadAhead.Ready(
                        file, 0, 0, Optional.empty(), new Payload.InMemory(job.slab())));
        assertThat(ahead.bytesLeft()).isEqualTo(2 * BLOCK + LAST);

        ahead.sent();
        assertThat(ahead.bytesLeft()).isEqualTo(BLOCK + LAST);

        ahead.prepend(file, 0);
        assertThat(ahead.bytesLeft()).isEqualTo(2 * BLOCK + LAST);

        ahead.onFailed(job());
        assertThat(ahead.bytesLeft()).isEqualTo(BLOCK + LAST);

        ahead.clear();
        assertThat(ahead.bytesLeft()).isZero();
    }

    @Test
    void countsNothingOfAFileThatIsGone() throws Exception {
        ServedFile gone = file("a", BLOCK);
        ServedFile wanted = file("b", LAST);
        ahead.append(List.of(new ReadAhead.Range(gone, 0, 1), new ReadAhead.Range(wanted, 0, 1)));

        gone.state = ServedFile.State.GONE;

        assertThat(job().file()).isSameAs(wanted);
        assertThat(ahead.bytesLeft()).isEqualTo(LAST);
    }

    @Test
    void countsEachByteOfAFileAsAskedForOnce() throws Exception {
        ServedFile file = file("a", 2 * BLOCK + LAST);

        assertThat(file.askedUpTo(2)).isEqualTo(2 * BLOCK);
        assertThat(file.askedUpTo(1)).isZero();
        assertThat(file.askedUpTo(3)).isEqualTo(LAST);
        assertThat(file.askedUpTo(file.blocks())).isZero();
    }

    private ReadAhead.Job job() {
        return ahead.next(() -> {}).orElseThrow();
    }

    private static ServedFile file(String path, long bytes) throws Exception {
        ServedFile file =
                new ServedFile(
                        new Frame.Binding(0, "FR", path, bytes, 1), StoragePath.parse(path), BLOCK);
        file.state = ServedFile.State.ALLOWED;
        return file;
    }
}
