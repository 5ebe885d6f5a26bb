package org.godwit.agent.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs all checks, one after the other: what they measure would disturb the next. Used once.
/// [#close] may be called from another thread, as at Ctrl-C: it returns when the test files are
/// gone.
public final class Doctor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Doctor.class);
    private static final int CLOSE_SECONDS_MAX = 3;

    /// Hears what is being looked at.
    public interface Progress {
        /// Begins the next of `total` families of checks.
        void at(String about, int done, int total);
    }

    private final Host host;
    private final List<Check> checks;
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean begun;

    Doctor(Host host, List<Check> checks) {
        this.host = host;
        this.checks = List.copyOf(checks);
    }

    /// With every check there is.
    public static Doctor of(Host host) {
        return new Doctor(
                host,
                List.of(
                        new JavaCheck(),
                        new WindowCheck(),
                        new CongestionCheck(),
                        new TcpSettingsCheck(),
                        new InterfaceCheck(),
                        new ProcessorCheck(),
                        new MemoryCheck(),
                        new OpenFilesCheck(),
                        new ClockCheck(),
                        new CopyCheck(),
                        new ChecksumCheck(),
                        new TlsCheck(),
                        new DiskCheck()));
    }

    /// Looks at everything; takes some ten seconds.
    ///
    /// @throws java.util.concurrent.CancellationException once closed
    public Diagnosis run(Goal goal, Progress progress) {
        begun = true;
        try {
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                cancellation.check();
                progress.at(checks.get(i).about(), i, checks.size());
                findings.addAll(checks.get(i).look(host, goal, cancellation));
            }
            return Diagnosis.of(goal, findings, host.java().processors());
        } finally {
            ended.countDown();
        }
    }

    /// Ends a run that is under way, and waits for a moment until it has cleaned up.
    @Override
    public void close() {
        cancellation.cancel();
        try {
            if (begun && !ended.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                log.warn("a disk does not answer: its test files may be left in .godwit/doctor-*");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
