package org.godwit.agent.storage.posix;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.Adler32;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.GroupCommit;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StoragePath;
import org.godwit.runtime.EngineClock;

/// A process that receives small files until it is killed, and says the name of each that was
/// committed. The content follows from the name.
final class SmallFileChild {
    private static final int BLOCK_BYTES = 128 << 10;

    private SmallFileChild() {}

    public static void main(String[] args) throws Exception {
        long seed = Long.parseLong(args[1]);
        SplittableRandom random = new SplittableRandom(seed);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        DiskExecutors disks = DiskExecutors.standard();
        ReceivesFiles receiver =
                PosixStorage.writable(Path.of(args[0]), disks.syncers(), EngineClock.system())
                        .receiver()
                        .orElseThrow();
        GroupCommit commits = new GroupCommit(receiver, EngineClock.system());
        for (int i = 0; i < 100_000; i++) {
            String name = "%x/d%d/%d-%d".formatted(seed, random.nextInt(50), i, random.nextInt(99));
            byte[] content = content(name);
            IncomingFile file =
                    receiver.receive(
                            new ReceivesFiles.IncomingSpec(
                                    Integer.toHexString(i),
                                    StoragePath.parse(name),
                                    i,
                                    content.length,
                                    adler(content),
                                    BLOCK_BYTES));
            ByteBuffer slab = ByteBuffer.allocateDirect(BLOCK_BYTES + 4096).alignedSlice(4096);
            if (content.length > 0) {
                file.write(new StoredBlock(0, 0, adler(content)), slab.put(content).flip());
            }
            commits.submit(
                    file,
                    failure -> {
                        synchronized (out) {
                            out.println(
                                    failure.isEmpty() ? name + " ok" : "failed " + failure.get());
                            out.flush();
                        }
                    });
        }
    }

    static byte[] content(String name) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int length = random.nextInt(8) == 0 ? random.nextInt(BLOCK_BYTES) : random.nextInt(9000);
        byte[] content = new byte[length];
        random.nextBytes(content);
        return content;
    }

    private static int adler(byte[] content) {
        Adler32 adler = new Adler32();
        adler.update(content);
        return (int) adler.getValue();
    }
}
