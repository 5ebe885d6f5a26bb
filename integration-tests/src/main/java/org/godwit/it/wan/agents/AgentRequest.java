package org.godwit.it.wan.agents;

/// What a harness asks of an agent under test.
public sealed interface AgentRequest {
    /// Fetch the files of a file of orders, as one submission. Answered by [AgentReport.Progress]
    /// while it runs and one [AgentReport.Done].
    ///
    /// @param id names the submission in the answers
    /// @param orders a file with one encoded message of orders a line
    /// @param inFlight transfers under way at once; the rest wait their turn, as at an engine
    /// @param progressMillis time between two reports of progress
    record Fetch(String id, String orders, int inFlight, int progressMillis)
            implements AgentRequest {
        public Fetch {
            if (inFlight < 1 || progressMillis < 1) {
                throw new IllegalArgumentException("inFlight and progressMillis are positive");
            }
        }
    }

    /// Say what the process uses: answered by [AgentReport.Usage].
    ///
    /// @param collect whether to collect garbage first, so that the heap is what is still needed
    record Use(boolean collect) implements AgentRequest {}

    /// From now on fetch at most so many payload bytes per second, as an engine grants shares of a
    /// link; 0 for no bound. Not answered.
    record Allow(long bytesPerSecondMax) implements AgentRequest {}

    /// Say what was damaged on purpose so far: answered by [AgentReport.Damage].
    record Confess() implements AgentRequest {}
}
