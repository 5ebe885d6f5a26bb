package org.godwit.agent.doctor;

import java.util.List;
import java.util.Optional;

/// Whether something keeps the clock right: certificates and reports depend on it; no transfer's
/// safety does.
final class ClockCheck implements Check {
    private static final String ADVICE = "timedatectl set-ntp true";

    @Override
    public String about() {
        return "clock";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        Optional<Kernel.ClockState> state = host.kernel().clock();
        if (state.filter(Kernel.ClockState::synchronised).isPresent()) {
            return List.of(
                    Finding.ok(
                            "clock",
                            "synchronised, wrong by %d ms at most"
                                    .formatted(state.get().errorMax().toMillis())));
        }
        // A service may keep the time without telling the kernel that it does.
        if (host.files().exists("/run/systemd/timesync/synchronized")) {
            return List.of(Finding.ok("clock", "synchronised by systemd-timesyncd"));
        }
        if (host.files().exists("/run/chrony/chronyd.pid")) {
            return List.of(
                    Finding.unknown("clock", "chrony runs, but the kernel does not know the error")
                            .advising("chronyc tracking"));
        }
        return List.of(
                state.isPresent()
                        ? Finding.warn(
                                        "clock",
                                        "nothing keeps it right: certificates and reports need the time")
                                .advising(ADVICE)
                        : Finding.unknown("clock", "the kernel does not tell its state")
                                .advising(ADVICE));
    }
}
