package org.godwit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.junit.jupiter.api.Test;

final class ScanTest {
    /// Found by the simulator: an engine that was replaced had acknowledged a part, the new one
    /// asked for it for ever.
    @Test
    void cannotTellAgainWhatWasAcknowledged() throws InterruptedException {
        List<Scan.Part> told = new ArrayList<>();
        ToAgent.Scan order = new ToAgent.Scan(new Epoch(1, 1), "uk", 7, "42", "UK-DISK", "d", 10);
        Scan scan =
                new Scan(order, Optional.empty(), Runnable::run, (source, part) -> told.add(part));

        scan.run(); // tells of one problem, since there is no such storage

        assertThat(told).singleElement().extracting(Scan.Part::end).isEqualTo(11L);
        assertThat(scan.canTellFrom(10)).isTrue();
        assertThat(scan.received(0)).isTrue();
        assertThat(scan.canTellFrom(10)).isFalse();
        assertThat(scan.canTellFrom(11)).isTrue();
    }
}
