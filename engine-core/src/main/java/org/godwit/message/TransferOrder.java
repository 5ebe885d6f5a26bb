package org.godwit.message;

import java.util.List;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.OrderId;

/// One file to fetch from a source agent's storage into the receiver's.
///
/// @param grant place of the covering grant in the message's list
/// @param digests to tell once the file lies at its final name, beside its Adler-32
/// @param replaces whether another file that lies at the final name is put aside: it was declared
///   bad
public record TransferOrder(
        OrderId id,
        Did name,
        long bytes,
        Adler32 adler32,
        String activity,
        int priority,
        Source source,
        Destination destination,
        int grant,
        List<WantedDigest> digests,
        boolean replaces) {
    public TransferOrder {
        digests = List.copyOf(digests);
    }

    /// An order of a file of which no further digest is wanted.
    public TransferOrder(
            OrderId id,
            Did name,
            long bytes,
            Adler32 adler32,
            String activity,
            int priority,
            Source source,
            Destination destination,
            int grant) {
        this(
                id,
                name,
                bytes,
                adler32,
                activity,
                priority,
                source,
                destination,
                grant,
                List.of(),
                false);
    }

    /// This order, covered by the grant at a place of the message's list.
    public TransferOrder coveredBy(int place) {
        return new TransferOrder(
                id,
                name,
                bytes,
                adler32,
                activity,
                priority,
                source,
                destination,
                place,
                digests,
                replaces);
    }

    /// Where the bytes are: the agent that serves them, its data address, RSE and path within it.
    public record Source(
            String site, String agent, String host, int port, String rse, String path) {}

    /// Where the bytes go: an RSE of the receiving agent and a path within it.
    public record Destination(String site, String rse, String path) {}
}
