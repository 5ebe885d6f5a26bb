package org.godwit.it.wan.cases;

import java.util.List;
import org.godwit.it.wan.agents.AgentReport;

/// One submission from a source agent to a destination agent, measured.
///
/// @param done as the destination saw it
/// @param senderCpuSeconds of the source's process meanwhile
/// @param receiverCpuSeconds of the destination's process meanwhile
/// @param sender what the source held at the end
/// @param receiver what the destination held at the end
/// @param wrong files whose copy was not the file
public record Run(
        AgentReport.Done done,
        double senderCpuSeconds,
        double receiverCpuSeconds,
        AgentReport.Usage sender,
        AgentReport.Usage receiver,
        List<String> wrong) {
    /// Payload of committed files over the whole time.
    double megabytesPerSecond() {
        return done.bytes() / 1e6 / done.seconds();
    }

    double filesPerSecond() {
        return done.files() / done.seconds();
    }

    double perGigabyte(double seconds) {
        return done.bytes() == 0 ? 0 : seconds / (done.bytes() / 1e9);
    }
}
