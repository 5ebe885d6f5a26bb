package org.godwit.it.sim;

import org.godwit.model.Adler32;

/// What is in a file, as far as a simulation needs to know.
record Content(long bytes, Adler32 adler32) {
    /// The same length, but other bits.
    Content corrupted() {
        return new Content(bytes, new Adler32(~adler32.value()));
    }

    /// What is left of it where only some blocks reached the disk.
    Content torn() {
        return new Content(bytes, new Adler32(adler32.value() ^ 0x5A5A5A5A));
    }
}
