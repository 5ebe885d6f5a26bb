package org.godwit.it.wan.agents;

import java.util.List;

/// What an agent under test says.
public sealed interface AgentReport {
    /// It listens.
    ///
    /// @param agent its name
    /// @param pid of its process
    /// @param port on which other agents fetch
    record Ready(String agent, long pid, int port) implements AgentReport {}

    /// How far a submission is.
    ///
    /// @param millis since it was received
    /// @param bytesWritten checked and given to the disk
    /// @param bytesDurable of files at their final names
    /// @param filesDurable at their final names
    record Progress(String id, long millis, long bytesWritten, long bytesDurable, int filesDurable)
            implements AgentReport {}

    /// A submission has ended.
    ///
    /// @param seconds from its receipt to the last commit (or failure)
    /// @param firstGigabyteSeconds from its receipt until 10^9 bytes lay at final names; 0 where it
    ///   has fewer
    /// @param bytes of the files that are at their final names
    /// @param bytesMoved bytes of blocks that crossed the link, damaged and repeated ones counted
    /// @param adopted files that lay there before
    /// @param failed files that are not at their final names
    /// @param reasons of some of the failures
    record Done(
            String id,
            double seconds,
            double firstGigabyteSeconds,
            int files,
            long bytes,
            long bytesMoved,
            int adopted,
            int failed,
            List<String> reasons)
            implements AgentReport {
        public Done {
            reasons = List.copyOf(reasons);
        }
    }

    /// What the process has used and holds now.
    ///
    /// @param cpuSeconds of all its threads since it started, user and system
    /// @param heapBytes used on the Java heap
    /// @param heapCommittedBytes of the Java heap
    /// @param directBytes outside the heap: buffers of blocks, of the network and of the Java
    ///   library
    /// @param slabBytes part of it that blocks on their way have needed so far: bounded, and kept
    /// @param directPeakBytes the most of it so far, looked at ten times a second
    /// @param residentBytes of the whole process
    /// @param residentPeakBytes the most of it so far
    record Usage(
            double cpuSeconds,
            long heapBytes,
            long heapCommittedBytes,
            long directBytes,
            long slabBytes,
            long directPeakBytes,
            long residentBytes,
            long residentPeakBytes,
            int openFiles,
            int threads)
            implements AgentReport {}

    /// Blocks that were damaged on purpose before they were checked.
    ///
    /// @param bytes of them, as long as they were then
    record Damage(int blocks, long bytes) implements AgentReport {}

    /// A request that could not be carried out.
    record Refused(String reason) implements AgentReport {}
}
