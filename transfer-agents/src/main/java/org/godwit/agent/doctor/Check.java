package org.godwit.agent.doctor;

import java.util.List;

/// One family of checks. Blocks for as long as it measures: a few seconds at most.
interface Check {
    /// What is being looked at, for the line that shows the progress.
    String about();

    /// Looks, and says what it found; what the host does not tell is a finding too.
    List<Finding> look(Host host, Goal goal, Cancellation cancellation);
}
