package org.godwit.engine.audit;

import java.util.Map;
import org.godwit.catalog.Snapshot;
import org.godwit.decision.Command;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;

/// What audits need of the engine.
public interface AuditPort {
    /// Decides a command and waits until it is durable.
    <R> R call(Command<R> command);

    /// A durable snapshot; the caller closes it.
    Snapshot snapshot();

    /// Names and incarnations of the agents heard of lately.
    Map<String, Long> live();

    /// Sends a message, which may get lost.
    void tell(ToAgent message);

    /// The epoch of the engine's decisions.
    Epoch epoch();
}
