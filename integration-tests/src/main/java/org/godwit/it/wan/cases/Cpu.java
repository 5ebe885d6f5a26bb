package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.it.wan.peer.Iperf;
import org.godwit.model.Protection;

/// Processor time for each gigabyte at both ends, disk and checksums included: of all threads of
/// the agents' processes, in user mode and in the kernel. What the kernel does for a packet before
/// it knows whose it is runs on the emulator's account.
final class Cpu implements Case<Sitting> {
    private static final String UNIT = "CPU s/GB";

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Series clear = BigFile.series(sitting, Protection.CLEAR);
        Series tls = BigFile.series(sitting, Protection.TLS);
        List<Figure> figures = new ArrayList<>();
        figures.add(
                figure("clear-sender", clear, clear.median(Run::senderCpuPerGigabyte), 0.35)
                        .of(clear));
        figures.add(
                figure("clear-receiver", clear, clear.median(Run::receiverCpuPerGigabyte), 0.45));
        figures.add(figure("tls-sender", tls, tls.median(Run::senderCpuPerGigabyte), 0.6).of(tls));
        figures.add(figure("tls-receiver", tls, tls.median(Run::receiverCpuPerGigabyte), 0.7));
        try (Stage stage = sitting.stage("cpu-iperf3", LinkSpec.standard())) {
            sitting.iperf(stage).ifPresent(floor -> figures.addAll(floor(floor)));
        }
        return new CaseReport(
                name(),
                figures,
                Map.of("workload", sitting.workload(BigFile.FULL, BigFile.QUICK).toString()));
    }

    /// What the same bytes cost iperf3, which has no disk and no checksums: about the price of the
    /// kernel's sockets alone.
    private static List<Figure> floor(Iperf.Result iperf) {
        return List.of(
                Figure.reported("iperf3-sender", iperf.senderCpuPerGigabyte(), UNIT),
                Figure.reported("iperf3-receiver", iperf.receiverCpuPerGigabyte(), UNIT));
    }

    private static Figure figure(String name, Series series, double value, double most) {
        return Figure.judged(name, value, UNIT, Target.atMost(most)).judgedBy(series);
    }
}
