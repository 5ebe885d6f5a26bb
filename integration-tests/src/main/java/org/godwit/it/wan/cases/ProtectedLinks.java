package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.Protection;

/// What protecting a link costs: one large file under TLS 1.3, and with integrity only, against the
/// same in the clear.
final class ProtectedLinks implements Case<Sitting> {
    @Override
    public String name() {
        return "tls";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Series inClear = BigFile.series(sitting, Protection.CLEAR);
        double clear = inClear.median(Run::megabytesPerSecond);
        List<Figure> figures = new ArrayList<>();
        for (Protection protection : List.of(Protection.TLS, Protection.INTEGRITY)) {
            sitting.progress().say("protection: " + BigFile.word(protection));
            Series series = BigFile.series(sitting, protection);
            String word = BigFile.word(protection);
            figures.add(
                    Figure.judged(
                                    word + "-share",
                                    series.median(Run::megabytesPerSecond) / clear,
                                    "of clear",
                                    Target.atLeast(0.98))
                            .judgedBy(inClear)
                            .of(series));
            figures.add(
                    Figure.reported(
                            word + "-cpu-sender",
                            series.median(Run::senderCpuPerGigabyte),
                            "CPU s/GB"));
            figures.add(
                    Figure.reported(
                            word + "-cpu-receiver",
                            series.median(Run::receiverCpuPerGigabyte),
                            "CPU s/GB"));
        }
        return new CaseReport(
                name(),
                figures,
                Map.of(
                        "workload",
                        sitting.workload(BigFile.FULL, BigFile.QUICK).toString(),
                        "clearMegabytesPerSecond",
                        CaseReport.rounded(clear)));
    }
}
