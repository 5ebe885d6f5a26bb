package org.godwit.engine.audit;

import org.godwit.message.FromAgent;

/// Something that is done for an audit on a thread of its own.
interface AuditWork {
    /// Does it to its end, or until interrupted.
    void run() throws InterruptedException;

    /// How far it is. Thread-safe.
    AuditProgress progress();

    /// Takes what an agent says of this audit; must not block. Thread-safe.
    void take(FromAgent message);
}
