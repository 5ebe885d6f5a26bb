package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/// An open file by its number, closed when it is to be closed and nobody uses it any more: a number
/// used after its close could be another file's. Thread-safe.
final class Descriptor implements AutoCloseable {
    /// A use of the number.
    interface Use<T> {
        T with(int descriptor) throws IOException;
    }

    /// A use of the number that yields nothing.
    interface Act {
        void with(int descriptor) throws IOException;
    }

    private final NativeFiles files;
    private final int number;
    private int users;
    private boolean closing;

    Descriptor(NativeFiles files, int number) {
        this.files = files;
        this.number = number;
    }

    /// @throws ClosedChannelException where it was closed
    <T> T use(Use<T> use) throws IOException {
        enter();
        try {
            return use.with(number);
        } finally {
            leave();
        }
    }

    /// @throws ClosedChannelException where it was closed
    void act(Act act) throws IOException {
        enter();
        try {
            act.with(number);
        } finally {
            leave();
        }
    }

    private synchronized void enter() throws ClosedChannelException {
        if (closing) {
            throw new ClosedChannelException();
        }
        users++;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            users--;
            last = closing && users == 0;
        }
        if (last) {
            files.close(number);
        }
    }

    /// May be called twice.
    @Override
    public void close() {
        boolean now;
        synchronized (this) {
            now = !closing && users == 0;
            closing = true;
        }
        if (now) {
            files.close(number);
        }
    }
}
