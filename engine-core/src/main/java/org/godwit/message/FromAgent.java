package org.godwit.message;

import java.util.List;
import java.util.Optional;
import org.godwit.model.Adler32;
import org.godwit.model.DeletionId;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;

/// What an agent says to the engine, signed by the agent's own key. The engine believes only what
/// comes from the agent's present incarnation and, for outcomes, from the agent that holds the
/// order.
public sealed interface FromAgent extends Message {
    /// Most outcomes, files or ids in one message.
    int ITEMS_MAX = 1_000;

    /// The name on the agent's certificate.
    String agent();

    /// Grows at every start of the agent.
    long incarnation();

    /// "I have started", said until answered by [ToAgent.Welcome].
    record Hello(
            String agent,
            long incarnation,
            String site,
            List<Space> rses,
            String host,
            int port,
            String software)
            implements FromAgent {
        public Hello {
            rses = List.copyOf(rses);
        }
    }

    /// "I am alive", about once a second: what moves now, and the space left.
    ///
    /// @param sentNanos the agent's own monotonic clock, which means something to it alone; it
    ///   comes back in [LinkLease#heardNanos()]
    /// @param lease that the agent goes by; absent before its first
    record Heartbeat(
            String agent,
            long incarnation,
            long sequence,
            long sentNanos,
            Optional<LinkMark> lease,
            List<LinkActivity> links,
            List<Progress> progress,
            List<Space> rses)
            implements FromAgent {
        public Heartbeat {
            links = List.copyOf(links);
            progress = List.copyOf(progress);
            rses = List.copyOf(rses);
        }
    }

    /// All orders that the agent holds, running or ended without receipt: the engine sends again
    /// what is missing and cancels what it no longer wants. In parts of at most [#ITEMS_MAX]; the
    /// round number tells which parts belong together.
    record Inventory(
            String agent, long incarnation, long round, int part, int parts, List<OrderId> orders)
            implements FromAgent {
        public Inventory {
            orders = List.copyOf(orders);
        }
    }

    /// How orders ended; sent again until a receipt comes.
    record Outcomes(
            String agent,
            long incarnation,
            List<TransferOutcome.Completed> completed,
            List<TransferOutcome.Failed> failed)
            implements FromAgent {
        public Outcomes {
            completed = List.copyOf(completed);
            failed = List.copyOf(failed);
        }
    }

    /// Bytes written, by fixed bins of time. Values are totals of this incarnation for the bin, so
    /// that sending them again changes nothing.
    record Throughput(String agent, long incarnation, List<Bin> bins) implements FromAgent {
        public Throughput {
            bins = List.copyOf(bins);
        }
    }

    /// Part `sequence` (from 0) of a scan's report. Files are numbered from 0 in the order of their
    /// names; a part covers those from number `first` on without a gap, each either as a file or as
    /// a problem, [#ITEMS_MAX] at most.
    record ScanReport(
            String agent,
            long incarnation,
            String scan,
            long sequence,
            long first,
            List<ScannedFile> files,
            List<ScanProblem> problems,
            boolean finished)
            implements FromAgent {
        public ScanReport {
            files = List.copyOf(files);
            problems = List.copyOf(problems);
        }
    }

    /// How a probe goes: all that was measured so far, said every second. Sent again, it changes
    /// nothing.
    ///
    /// @param number of the [ToAgent.Probe]
    /// @param damagedBlocks blocks that arrived with a wrong checksum
    /// @param failure why it ended early, in one line; empty where it did not
    record ProbeReport(
            String agent,
            long incarnation,
            long number,
            List<ProbeSample> samples,
            long damagedBlocks,
            boolean finished,
            String failure)
            implements FromAgent {
        public ProbeReport {
            samples = List.copyOf(samples);
        }
    }

    /// What the disks of an agent do.
    ///
    /// @param number of the [ToAgent.ProbeDisks]
    record DiskReport(String agent, long incarnation, long number, List<DiskRates> disks)
            implements FromAgent {
        public DiskReport {
            disks = List.copyOf(disks);
        }
    }

    /// How the removals of one [ToAgent.Delete] ended. It is not sent again: the engine orders
    /// again what it has not heard of, and a file that is gone counts as removed.
    record Deleted(
            String agent,
            long incarnation,
            long sequence,
            List<DeletionId> done,
            List<NotDeleted> failed)
            implements FromAgent {
        public Deleted {
            done = List.copyOf(done);
            failed = List.copyOf(failed);
        }
    }

    /// What an agent found of the copies of a [ToAgent.Examine].
    ///
    /// @param epoch of that message, which the agent has obeyed
    /// @param there copies that lie at their final names with their sizes
    /// @param missing those that do not
    record Examined(
            String agent, long incarnation, Epoch epoch, List<Witness> there, List<Witness> missing)
            implements FromAgent {
        public Examined {
            there = List.copyOf(there);
            missing = List.copyOf(missing);
        }
    }

    /// A part of the list of an RSE's files, in the order of their paths. What cannot be listed is
    /// told as a problem: nothing is known of what lies there or below.
    ///
    /// @param last path up to which this and the parts before cover the RSE; empty if nothing is
    ///   covered yet
    /// @param failure why there is no list, in one line; empty where there is one
    record Listed(
            String agent,
            long incarnation,
            long audit,
            long part,
            List<ListedFile> files,
            List<ScanProblem> problems,
            String last,
            boolean finished,
            String failure)
            implements FromAgent {
        public Listed {
            files = List.copyOf(files);
            problems = List.copyOf(problems);
        }
    }

    /// What became of the files of a [ToAgent.Settle]. It is not sent again: the engine asks again
    /// for what it has not heard of.
    record Settled(String agent, long incarnation, long audit, long batch, List<SettledFile> files)
            implements FromAgent {
        public Settled {
            files = List.copyOf(files);
        }
    }

    /// What came of a [ToAgent.Scrub]: files that are not named are as they must be. It is not sent
    /// again: the engine deals again what it has not heard of.
    ///
    /// @param bytes that were read
    record Scrubbed(
            String agent,
            long incarnation,
            String rse,
            long from,
            long next,
            int files,
            long bytes,
            List<Doubt> doubts)
            implements FromAgent {
        public Scrubbed {
            doubts = List.copyOf(doubts);
        }
    }

    /// A file that is not as it must be.
    ///
    /// @param different whether it was read and differs; else it could not be read
    /// @param detail what is different, or why it could not be read
    record Doubt(long did, long generation, boolean different, String detail) {}

    /// A file that lies at a path of an RSE.
    record ListedFile(String path, long bytes, long modifiedMillis) {}

    /// What an agent found at a path, or did there.
    ///
    /// @param bytes size of the file, -1 where there is none or it is not known
    /// @param detail where it is now, or why nothing was done
    record SettledFile(String path, Look look, long bytes, String detail) {}

    /// What became of one file.
    enum Look {
        /// Nothing lies there.
        MISSING,
        /// A file lies there.
        THERE,
        /// It was put aside.
        ASIDE,
        /// It could not be looked at, or was left alone.
        LEFT
    }

    /// A replica that could not be removed, and why.
    record NotDeleted(DeletionId id, FailureClass failure, String reason) {}

    /// Space of an RSE in bytes, as the storage tells it.
    ///
    /// @param trashBytes of removed files that are not cleared yet; they are not free
    record Space(String rse, long totalBytes, long freeBytes, boolean readOnly, long trashBytes) {
        /// An RSE without trash.
        public Space(String rse, long totalBytes, long freeBytes, boolean readOnly) {
            this(rse, totalBytes, freeBytes, readOnly, 0);
        }
    }

    /// What a link carries now: bytes written in the last second, transfers under way, and how its
    /// connections are, where that is measured.
    record LinkActivity(
            String sourceSite,
            String destinationSite,
            long bytesPerSecond,
            int transfers,
            Optional<LinkCondition> condition) {}

    /// How far a transfer is, in bytes.
    record Progress(OrderId order, long bytesDone, long bytesTotal) {}

    /// Bytes written to disk in the 10 s that begin at `startSecond` (seconds since 1970, UTC).
    record Bin(
            long startSecond,
            String sourceSite,
            String destinationSite,
            String activity,
            long bytesWritten) {
        /// Length of a bin in seconds.
        public static final int SECONDS = 10;
    }

    /// A file that a scan has read: path within the RSE, name below the scanned path.
    record ScannedFile(String path, String name, long bytes, Adler32 adler32) {}

    /// A file that a scan could not take, and why.
    record ScanProblem(String path, String reason) {}
}
