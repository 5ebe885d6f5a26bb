package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.godwit.audit.AuditRows;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.runtime.EngineClock;

/// Waits for audits.
final class Audited {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Audited() {}

    /// An audit of FR-DISK by a list with one file that nobody knows, ended.
    static long byList(RestFixture server, RestFixture.Client root) {
        RestFixture.Reply begun =
                root.post(
                        "/godwit/v1/rses/FR-DISK/audits/list?made-at=2026-01-01T00:00:00Z",
                        "path,size\nnobody/knows/it,7\n");
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        long audit = begun.json().path("id").asLong();
        AuditRow _ = await(server, audit);
        return audit;
    }

    /// An audit that is not under way any more.
    static AuditRow await(RestFixture server, long audit) {
        EngineClock clock = EngineClock.system();
        long begin = clock.nanoTime();
        while (true) {
            AuditRow row = server.engine.read(view -> AuditRows.row(view, audit));
            if (!AuditRows.isOpen(row)) {
                return row;
            }
            if (clock.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new AssertionError("audit " + audit + " is still " + row);
            }
            try {
                clock.sleep(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
