package org.godwit.engine.audit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.godwit.catalog.Snapshot;
import org.godwit.decision.Command;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The engine for work that can wait: a command that is refused because there is too much to do, or
/// too little space, is tried again. Interrupted, it ends with a [CancellationException].
record PatientPort(AuditPort engine, EngineClock clock) implements AuditPort {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    @Override
    public <R> R call(Command<R> command) {
        while (true) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException();
            }
            try {
                return engine.call(command);
            } catch (EngineException refusal) {
                if (refusal.code().blame() != ErrorCode.Blame.RESOURCE
                        && refusal.code().blame() != ErrorCode.Blame.STORAGE) {
                    throw refusal;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            clock.sleep(TRY_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }

    @Override
    public Snapshot snapshot() {
        return engine.snapshot();
    }

    @Override
    public Map<String, Long> live() {
        return engine.live();
    }

    @Override
    public void tell(ToAgent message) {
        engine.tell(message);
    }

    @Override
    public Epoch epoch() {
        return engine.epoch();
    }
}
