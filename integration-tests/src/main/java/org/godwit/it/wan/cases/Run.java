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
/// @param wrong files whose copy is missing or is not the file
record Run(
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

    double senderCpuPerGigabyte() {
        return perGigabyte(senderCpuSeconds);
    }

    double receiverCpuPerGigabyte() {
        return perGigabyte(receiverCpuSeconds);
    }

    private double perGigabyte(double seconds) {
        return done.bytes() == 0 ? 0 : seconds / (done.bytes() / 1e9);
    }

    boolean isCorrect() {
        return done.failed() == 0 && wrong.isEmpty();
    }

    /// The same after more was done about the files.
    Run withWrong(List<String> differing) {
        return new Run(done, senderCpuSeconds, receiverCpuSeconds, sender, receiver, differing);
    }

    @Override
    public String toString() {
        return "%.2f s, %.1f MB/s, %.0f files/s; CPU s/GB %.3f sender, %.3f receiver; direct MiB at most %d, %d; failed %d %s, differing %d"
                .formatted(
                        done.seconds(),
                        megabytesPerSecond(),
                        filesPerSecond(),
                        senderCpuPerGigabyte(),
                        receiverCpuPerGigabyte(),
                        sender.directPeakBytes() >> 20,
                        receiver.directPeakBytes() >> 20,
                        done.failed(),
                        done.reasons(),
                        wrong.size());
    }
}
