package org.godwit.message;

import java.util.List;
import org.godwit.model.Adler32;
import org.godwit.model.Epoch;
import org.godwit.model.OrderId;

/// What the engine says to one agent. An agent obeys only if the message is signed by an engine,
/// addressed to it and to its present incarnation, and of an epoch not below the highest that it
/// has obeyed.
public sealed interface ToAgent extends Message {
    /// Most orders, ids or files in one message.
    int ITEMS_MAX = 1_000;

    Epoch epoch();

    /// The name on the agent's certificate.
    String agent();

    /// The agent's incarnation that is meant.
    long incarnation();

    /// The answer to [FromAgent.Hello]: the engine knows this incarnation and will send orders.
    record Welcome(Epoch epoch, String agent, long incarnation) implements ToAgent {}

    /// The answer to a [FromAgent.Hello] that the engine cannot accept; the reason is for the
    /// site's admin, and the agent goes on saying hello.
    record Refused(Epoch epoch, String agent, long incarnation, String reason) implements ToAgent {}

    /// Files to fetch. `grants` are signed envelopes, each of a [ReadGrant] for one source agent;
    /// an order names the one that covers it by its place in the list. The lease is taken before
    /// the orders are begun, so that none of them can run ahead of its link's protection and cap.
    record Orders(
            Epoch epoch,
            String agent,
            long incarnation,
            LinkLease lease,
            List<byte[]> grants,
            List<TransferOrder> orders)
            implements ToAgent {
        public Orders {
            grants = List.copyOf(grants);
            orders = List.copyOf(orders);
        }
    }

    /// What the agent may do on the links to its site; sent whenever that changes, and every few
    /// seconds, which renews the lease.
    record Links(Epoch epoch, String agent, long incarnation, LinkLease lease) implements ToAgent {}

    /// Orders that no longer stand; what was fetched so far may stay for a later attempt.
    record Cancel(Epoch epoch, String agent, long incarnation, List<OrderId> orders)
            implements ToAgent {
        public Cancel {
            orders = List.copyOf(orders);
        }
    }

    /// What the engine has made durable, so that the agent need not send it again.
    record Receipt(
            Epoch epoch,
            String agent,
            long incarnation,
            List<OrderId> outcomes,
            List<ScanMark> scans)
            implements ToAgent {
        public Receipt {
            outcomes = List.copyOf(outcomes);
            scans = List.copyOf(scans);
        }
    }

    /// Read the files below `path` of an RSE where they are and report name, size and Adler-32 of
    /// each, from file number `resumeAt` (in the order of names) on. A scan that runs already goes
    /// on as it is.
    record Scan(
            Epoch epoch,
            String agent,
            long incarnation,
            String scan,
            String rse,
            String path,
            long resumeAt)
            implements ToAgent {}

    /// Measure the way from another agent: fetch bytes that it makes up, for so long, and report
    /// every second. The envelope of this very message is the permission that the receiver shows to
    /// the source, which serves `bytes` bytes at most, for `seconds` seconds, once, to this reader.
    /// Numbers grow within an epoch.
    ///
    /// @param bytesPerSecondMax 0 for no more than the link's own cap
    record Probe(
            Epoch epoch,
            String agent,
            long incarnation,
            long number,
            ProbeSource source,
            int seconds,
            long bytes,
            long bytesPerSecondMax)
            implements ToAgent {
        public static final int SECONDS_MAX = 60;

        /// A minute at 100 Gbit/s, and some more.
        public static final long BYTES_MAX = 1L << 40;

        public Probe {
            if (number < 1
                    || seconds < 1
                    || seconds > SECONDS_MAX
                    || bytes < 1
                    || bytes > BYTES_MAX
                    || bytesPerSecondMax < 0) {
                throw new IllegalArgumentException("a probe beyond its bounds");
            }
        }
    }

    /// Measure the disks of the RSEs that you serve, and report once. One that was measured for
    /// this number already is not measured again, only reported.
    record ProbeDisks(Epoch epoch, String agent, long incarnation, long number)
            implements ToAgent {}

    /// Stop a probe that is under way.
    record EndProbe(Epoch epoch, String agent, long incarnation, long number) implements ToAgent {}

    /// Replicas to remove: each file is moved to the trash of its storage, from which the agent
    /// clears it later. Sequences grow; an agent carries out one such message after the other, and
    /// none whose sequence is not above the last one's.
    ///
    /// @param sequence the index of the change set that gave this
    record Delete(
            Epoch epoch, String agent, long incarnation, long sequence, List<DeletionOrder> files)
            implements ToAgent {
        public Delete {
            files = List.copyOf(files);
        }
    }

    /// Copies to look at, since others are to be deleted that these are to outlive. The answer
    /// counts in this epoch only: who gives it obeys no earlier engine any more, hence removes none
    /// of them for one.
    record Examine(Epoch epoch, String agent, long incarnation, List<Witness> files)
            implements ToAgent {
        public Examine {
            files = List.copyOf(files);
        }
    }

    /// List the files of an RSE in the order of their paths (by names, part for part), with sizes,
    /// in parts: those whose path comes after `after`, beginning with part number `part`. Whoever
    /// says this has all before that, so that it also is the receipt for the parts that were told;
    /// an agent tells a few parts ahead and waits then. The tree may change meanwhile.
    ///
    /// @param after path of a file; empty for all
    record ListFiles(
            Epoch epoch,
            String agent,
            long incarnation,
            long audit,
            String rse,
            String after,
            long part)
            implements ToAgent {}

    /// Look at files that an audit has found, and put those aside that are said to be: if they have
    /// the size that is named and were not changed for so long.
    ///
    /// @param batch comes back in the answer
    record Settle(
            Epoch epoch,
            String agent,
            long incarnation,
            long audit,
            long batch,
            String rse,
            long olderThanSeconds,
            List<Found> files)
            implements ToAgent {
        public Settle {
            files = List.copyOf(files);
        }
    }

    /// Read these files, no faster than so, and compare their sizes and checksums; transfers come
    /// first. `from` and `next` come back in the answer.
    record Scrub(
            Epoch epoch,
            String agent,
            long incarnation,
            String rse,
            long from,
            long next,
            long bytesPerSecond,
            List<Scrubbing> files)
            implements ToAgent {
        public Scrub {
            files = List.copyOf(files);
        }
    }

    /// A file to be read again, with what it must be.
    record Scrubbing(long did, long generation, String path, long bytes, Adler32 adler32) {}

    /// A file that an audit has found.
    ///
    /// @param bytes size that one to be put aside must have, -1 for any
    /// @param aside whether it is to be put aside, not only looked at
    record Found(String path, long bytes, boolean aside) {}

    /// Whom a probe asks.
    ///
    /// @param incarnation the start of that agent which is meant: another one refuses
    record ProbeSource(String site, String agent, long incarnation, String host, int port) {}

    /// That report number `sequence` of a scan is durable.
    record ScanMark(String scan, long sequence) {}
}
