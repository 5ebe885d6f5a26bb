package org.godwit.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What an agent must remember between its starts: how often it was started, and the highest epoch
/// it has obeyed. One line of text, replaced by a synced rename. The directory is locked, so that
/// two processes cannot be the same agent. Thread-safe.
final class AgentMemory implements AutoCloseable {
    private static final String FILE = "agent-memory";
    private static final Pattern LINE =
            Pattern.compile(
                    "godwit-agent 1 incarnation (\\d{1,18}) obeyed (\\d{1,18}) (\\d{1,18})\\n");

    private final Path directory;
    private final FileChannel lockChannel;
    private final long incarnation;
    private Epoch obeyed;

    private AgentMemory(Path directory, FileChannel lockChannel, long incarnation, Epoch obeyed) {
        this.directory = directory;
        this.lockChannel = lockChannel;
        this.incarnation = incarnation;
        this.obeyed = obeyed;
    }

    /// Opens the memory and begins a new incarnation, which is durable when this returns.
    ///
    /// @throws EngineException where the directory cannot be used or another process uses it
    static AgentMemory open(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel lock =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new EngineException(
                        ErrorCode.UNAVAILABLE,
                        "another agent uses the state directory " + directory + ": stop it first");
            }
            AgentMemory memory = read(directory, lock);
            memory.write();
            return memory;
        } catch (IOException e) {
            throw problem(directory, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static AgentMemory read(Path directory, FileChannel lock) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return new AgentMemory(directory, lock, 1, new Epoch(0, 0));
        }
        Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.UTF_8));
        if (!line.matches()) {
            lock.close();
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    file + " is damaged: restore it, or give the agent a new name and certificate");
        }
        Epoch obeyed = new Epoch(Long.parseLong(line.group(2)), Long.parseLong(line.group(3)));
        return new AgentMemory(directory, lock, Long.parseLong(line.group(1)) + 1, obeyed);
    }

    long incarnation() {
        return incarnation;
    }

    synchronized Epoch obeyed() {
        return obeyed;
    }

    /// Whether an order of this epoch may be obeyed; if it is a new one, that is durable before
    /// this returns.
    synchronized boolean obey(Epoch epoch) {
        int order = epoch.compareTo(obeyed);
        if (order > 0) {
            Epoch before = obeyed;
            obeyed = epoch;
            try {
                write();
            } catch (IOException e) {
                obeyed = before;
                throw problem(directory, e);
            }
        }
        return order >= 0;
    }

    private void write() throws IOException {
        Path fresh = directory.resolve(FILE + ".new");
        String line =
                "godwit-agent 1 incarnation %d obeyed %d %d\n"
                        .formatted(incarnation, obeyed.incarnation(), obeyed.term());
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                fresh,
                directory.resolve(FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static EngineException problem(Path directory, IOException e) {
        return new EngineException(
                ErrorCode.STORAGE_ERROR,
                "cannot use the state directory " + directory + ": " + e,
                e);
    }

    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw problem(directory, e);
        }
    }
}
