package org.godwit.registration;

import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;

/// Takes in what a scan found.
public record RecordScanReport(FromAgent.ScanReport message) implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        return 0;
    }
}
