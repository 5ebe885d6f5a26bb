package org.godwit.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.channel.GrantVerifier.Permission;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.wire.Frame;
import org.godwit.message.MessageCodec;
import org.godwit.message.ReadGrant;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/// What a source lets pass as a probe.
final class ProbeDeskTest {
    private static final Epoch EPOCH = new Epoch(1, 5);
    private static final long BYTES = 10_000_000;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ProbeDesk desk;
    private Epoch obeyed = EPOCH;

    ProbeDeskTest() {
        desk = new ProbeDesk("fr-1", 4, () -> obeyed, clock);
    }

    private static ToAgent.Probe probe(long number) {
        return probe(number, "us-1", "fr-1", 4, EPOCH);
    }

    private static ToAgent.Probe probe(
            long number, String reader, String source, long sourceIncarnation, Epoch epoch) {
        return new ToAgent.Probe(
                epoch,
                reader,
                9,
                number,
                new ToAgent.ProbeSource("FR", source, sourceIncarnation, "127.0.0.1", 1),
                10,
                BYTES,
                0);
    }

    private static Frame.Binding binding(ToAgent.Probe probe) {
        return new Frame.Binding(0, ProbeDesk.RSE, ProbeDesk.path(probe), probe.bytes(), 0);
    }

    private Permission shown(String reader, ToAgent.Probe probe) {
        return desk.open(reader, MessageCodec.encode(probe)).orElseThrow();
    }

    private Optional<String> refuse(ToAgent.Probe probe) {
        return shown("us-1", probe).refuse(binding(probe));
    }

    private SourceFile open(ToAgent.Probe probe) throws StorageException {
        return desk.open(StoragePath.parse(ProbeDesk.path(probe)));
    }

    @Test
    void servesWhatTheEngineHasSigned() throws Exception {
        assertThat(refuse(probe(1))).isEmpty();
        try (SourceFile file = open(probe(1))) {
            assertThat(file.bytes()).isEqualTo(BYTES);
            ByteBuffer block = ByteBuffer.allocate(1000);
            assertThat(file.read(block, BYTES - 500)).isEqualTo(500);
            assertThat(file.unchanged()).isTrue();
        }
        // A connection may break, and the same probe goes on over another.
        assertThat(refuse(probe(1))).isEmpty();
    }

    @Test
    void otherMessagesAreNoProbes() {
        byte[] other = MessageCodec.encode(new ToAgent.Welcome(EPOCH, "us-1", 9));
        assertThat(desk.open("us-1", other)).isEmpty();
        byte[] grant = MessageCodec.encode(new ReadGrant(EPOCH, "us-1", "fr-1", List.of()));
        assertThat(desk.open("us-1", grant)).isEmpty();
        assertThat(desk.open("us-1", new byte[10])).isEmpty();
    }

    @Test
    void refusesAnotherReader() {
        assertThat(shown("uk-1", probe(1)).refuse(binding(probe(1))).orElseThrow())
                .contains("for us-1, not for uk-1");
    }

    @Test
    void refusesProbesOfOtherAgentsStartsAndEpochs() {
        assertThat(refuse(probe(1, "us-1", "uk-1", 4, EPOCH))).isPresent();
        assertThat(refuse(probe(1, "us-1", "fr-1", 3, EPOCH))).isPresent();
        obeyed = new Epoch(1, 6);
        assertThat(refuse(probe(1)).orElseThrow()).contains("has ended");
    }

    @Test
    void refusesWhatTheProbeDoesNotCover() {
        Frame.Binding own = binding(probe(1));
        List<Frame.Binding> bad =
                List.of(
                        new Frame.Binding(0, ProbeDesk.RSE, own.path(), own.bytes() + 1, 0),
                        new Frame.Binding(0, ProbeDesk.RSE, "else", own.bytes(), 0),
                        new Frame.Binding(0, ProbeDesk.RSE, own.path(), own.bytes(), 1),
                        // A real file does not come along with it.
                        new Frame.Binding(1, "FR-DISK", own.path(), own.bytes(), 0),
                        new Frame.Binding(1, "FR-DISK", "secret", 5, 7));
        for (Frame.Binding binding : bad) {
            assertThat(shown("us-1", probe(1)).refuse(binding)).as(binding.toString()).isPresent();
        }
    }

    @Test
    void aProbeThatIsOverIsNeverServedAgain() throws Exception {
        Permission seen = shown("us-1", probe(1));
        assertThat(seen.refuse(binding(probe(1)))).isEmpty();
        SourceFile file = open(probe(1));
        clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(10), 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("time is over");
        assertThat(seen.refuse(binding(probe(1)))).contains("the probe is over");
        assertThatThrownBy(() -> open(probe(1))).isInstanceOf(StorageException.class);
        assertThat(refuse(probe(2))).isEmpty();
        assertThat(seen.refuse(binding(probe(1)))).contains("the probe is over");
    }

    @Test
    void noMoreBytesAreServedThanWereGranted() throws Exception {
        assertThat(refuse(probe(1))).isEmpty();
        try (SourceFile file = open(probe(1))) {
            ByteBuffer block = ByteBuffer.allocate(1_000_000);
            // Some may be asked for again, as after a broken connection; not all for ever.
            for (int i = 0; i < 11; i++) {
                assertThat(file.read(block.clear(), 0)).isEqualTo(1_000_000);
            }
            assertThatThrownBy(() -> file.read(block.clear(), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("used up");
        }
    }

    @Test
    void oneProbeAtATime() throws Exception {
        assertThat(refuse(probe(1))).isEmpty();
        SourceFile file = open(probe(1));
        assertThat(refuse(probe(2)).orElseThrow()).contains("another probe is under way");
        file.close();
        assertThat(refuse(probe(2))).isEmpty();
        assertThat(refuse(probe(1))).contains("the probe is over");
    }

    @Test
    void holdsNothingElse() throws Exception {
        assertThatThrownBy(() -> desk.open(StoragePath.parse("any")))
                .isInstanceOf(StorageException.class);
        assertThat(desk.find(StoragePath.parse("any"))).isEmpty();
        assertThat(desk.receiver()).isEmpty();
        assertThat(desk.beside(_ -> Optional.empty()).find(ProbeDesk.RSE)).contains(desk);
        assertThat(desk.beside(_ -> Optional.empty()).find("FR-DISK")).isEmpty();
    }
}
