package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.Protection;

/// Processor time for each gigabyte at both ends, disk and checksums included: of all threads of
/// the agents' processes, in user mode and in the kernel. What the kernel does for a packet before
/// it knows whose it is runs on the emulator's account.
final class Cpu implements Case<Sitting> {
    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Series clear = BigFile.series(sitting, Protection.CLEAR);
        Series tls = BigFile.series(sitting, Protection.TLS);
        return new CaseReport(
                name(),
                List.of(
                        figure("clear-sender", clear, clear.median(Run::senderCpuPerGigabyte), 0.35)
                                .of(clear),
                        figure(
                                "clear-receiver",
                                clear,
                                clear.median(Run::receiverCpuPerGigabyte),
                                0.45),
                        figure("tls-sender", tls, tls.median(Run::senderCpuPerGigabyte), 0.6)
                                .of(tls),
                        figure("tls-receiver", tls, tls.median(Run::receiverCpuPerGigabyte), 0.7)),
                Map.of("workload", sitting.workload(BigFile.FULL, BigFile.QUICK).toString()));
    }

    private static Figure figure(String name, Series series, double value, double most) {
        return Figure.judged(name, value, "CPU s/GB", Target.atMost(most)).judgedBy(series);
    }
}
