package org.godwit.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.godwit.message.ReadGrant;

/// The files of a grant, to be asked for each: 16 bytes a file, the first of its SHA-256, instead
/// of some 200 with its path. A session keeps 64 grants, each of thousands of files. Who wants to
/// read another file under a foreign digest has to find one that meets 128 given bits. Immutable.
final class GrantedFiles {
    /// The first and the second half of each digest, in the order of the whole.
    private final long[] high;

    private final long[] low;

    private record Key(long high, long low) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int first = Long.compare(high, other.high);
            return first != 0 ? first : Long.compare(low, other.low);
        }
    }

    GrantedFiles(List<ReadGrant.File> files) {
        MessageDigest sha256 = sha256();
        Key[] keys = files.stream().map(file -> key(file, sha256)).sorted().toArray(Key[]::new);
        high = Arrays.stream(keys).mapToLong(Key::high).toArray();
        low = Arrays.stream(keys).mapToLong(Key::low).toArray();
    }

    /// Whether exactly this file is among them.
    boolean contain(ReadGrant.File file) {
        Key key = key(file, sha256());
        int at = Arrays.binarySearch(high, key.high());
        if (at < 0) {
            return false;
        }
        while (at > 0 && high[at - 1] == key.high()) {
            at--;
        }
        while (at < high.length && high[at] == key.high()) {
            if (low[at++] == key.low()) {
                return true;
            }
        }
        return false;
    }

    /// Of numbers and texts with their lengths, so that no two files read alike.
    private static Key key(ReadGrant.File file, MessageDigest sha256) {
        byte[] rse = file.rse().getBytes(StandardCharsets.UTF_8);
        byte[] path = file.path().getBytes(StandardCharsets.UTF_8);
        ByteBuffer text =
                ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + rse.length + path.length)
                        .putLong(file.did())
                        .putLong(file.bytes())
                        .putInt(rse.length)
                        .put(rse)
                        .put(path);
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest(text.array()));
        return new Key(digest.getLong(), digest.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
