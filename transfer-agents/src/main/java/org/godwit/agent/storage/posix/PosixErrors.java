package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;

/// Turns what the operating system says into what people can act on.
final class PosixErrors {
    private PosixErrors() {}

    static StorageException of(String what, IOException e) {
        if (isNoSpace(e)) {
            return new StorageException(
                    Kind.NO_SPACE,
                    what + ": the filesystem or the quota is full, free space there",
                    e);
        }
        return switch (e) {
            case Errno errno -> of(what, errno);
            case NoSuchFileException _ -> notFound(what, e);
            case AccessDeniedException _ -> denied(what, e);
            case FileSystemLoopException _ -> loop(what, e);
            case FileSystemException f when f.getReason() != null ->
                    new StorageException(Kind.IO, what + ": " + f.getReason(), e);
            default -> new StorageException(Kind.IO, what + ": " + e.getMessage(), e);
        };
    }

    private static StorageException of(String what, Errno e) {
        return switch (e.number()) {
            case Errno.ENOENT -> notFound(what, e);
            case Errno.EACCES, Errno.EPERM -> denied(what, e);
            case Errno.ELOOP, Errno.EXDEV -> loop(what, e);
            case Errno.EMFILE ->
                    new StorageException(
                            Kind.IO,
                            what + ": too many open files, raise the agent's limit (ulimit -n)",
                            e);
            default -> new StorageException(Kind.IO, what + ": " + e.getMessage(), e);
        };
    }

    private static StorageException notFound(String what, IOException e) {
        return new StorageException(Kind.NOT_FOUND, what + ": no such file", e);
    }

    private static StorageException denied(String what, IOException e) {
        return new StorageException(
                Kind.IO, what + ": permission denied, give the agent's user access", e);
    }

    private static StorageException loop(String what, IOException e) {
        return new StorageException(Kind.REFUSED, what + ": loop of symbolic links", e);
    }

    /// Whether a name could not be taken because it is another file's.
    static boolean isTaken(IOException e) {
        return e instanceof FileAlreadyExistsException
                || (e instanceof Errno errno && errno.number() == Errno.EEXIST);
    }

    static boolean isNoSpace(IOException e) {
        if (e instanceof Errno errno) {
            return switch (errno.number()) {
                case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> true;
                default -> false;
            };
        }
        // The JDK has no type for ENOSPC and EDQUOT: their text is all there is.
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left")
                || text.contains("quota exceeded")
                || text.contains("file too large");
    }
}
