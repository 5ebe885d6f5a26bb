package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
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
            case NoSuchFileException _ ->
                    new StorageException(Kind.NOT_FOUND, what + ": no such file", e);
            case AccessDeniedException _ ->
                    new StorageException(
                            Kind.IO, what + ": permission denied, give the agent's user access", e);
            case FileSystemLoopException _ ->
                    new StorageException(Kind.REFUSED, what + ": loop of symbolic links", e);
            case FileSystemException f when f.getReason() != null ->
                    new StorageException(Kind.IO, what + ": " + f.getReason(), e);
            default -> new StorageException(Kind.IO, what + ": " + e.getMessage(), e);
        };
    }

    /// The JDK has no type for ENOSPC and EDQUOT: their text is all there is.
    private static boolean isNoSpace(IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left")
                || text.contains("quota exceeded")
                || text.contains("file too large");
    }
}
