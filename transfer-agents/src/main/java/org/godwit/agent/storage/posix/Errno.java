package org.godwit.agent.storage.posix;

import java.io.IOException;

/// A system call failed. Numbers are Linux's, the same on x86-64 and on arm64.
final class Errno extends IOException {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EMFILE = 24;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ELOOP = 40;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    private static final long serialVersionUID = 1L;

    private final int number;

    Errno(int number, String text) {
        super(text);
        this.number = number;
    }

    int number() {
        return number;
    }
}
