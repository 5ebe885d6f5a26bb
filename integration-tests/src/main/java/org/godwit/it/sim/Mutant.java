package org.godwit.it.sim;

/// Bugs that the simulator can put into its own copies of agents and engines, one at a time, to
/// prove that its checks would find them in the real ones. Production code knows none of them.
public enum Mutant {
    /// Messages count without a signature.
    AGENT_TRUSTS_ANYBODY,
    ENGINE_TRUSTS_ANYBODY,
    /// The highest epoch obeyed is not kept over a restart.
    AGENT_FORGETS_EPOCH,
    /// Orders of an engine that was replaced are carried out.
    AGENT_OBEYS_OLD_EPOCH,
    AGENT_SKIPS_CHECKSUM,
    /// The final name is taken before the bytes are on disk.
    AGENT_NAMES_BEFORE_SYNC,
    /// The outcome is told before the final name is on disk.
    AGENT_SKIPS_NAME_SYNC,
    /// What lies at the final name is replaced.
    AGENT_OVERWRITES,
    /// Whatever lies at the final name counts as the file.
    AGENT_ADOPTS_ANYTHING,
    /// Users and agents are told before the change is durable.
    ENGINE_ANSWERS_BEFORE_SYNC,
    /// Orders of agents that are lost or have started anew are not taken back.
    ENGINE_KEEPS_LOST_ORDERS,
    /// Inventories are not compared.
    ENGINE_IGNORES_INVENTORIES,
    /// An outcome counts for whichever attempt is under way.
    ENGINE_TAKES_ANY_ATTEMPT,
    /// A repeated outcome is counted once more in the reports.
    ENGINE_COUNTS_TWICE,
    /// Shares of a cap are held as if they had no end.
    AGENT_IGNORES_LEASES,
    /// What an agent is told to give up counts as given up at once.
    ENGINE_TRUSTS_UNCONFIRMED,
    /// Counters are not kept in step.
    ENGINE_LOSES_COUNTERS,
    /// A failed transfer makes its replica available.
    ENGINE_BELIEVES_FAILURES,
    /// A rule is OK with its first copy.
    ENGINE_IS_CONTENT_EARLY,
    /// What changes of RSEs and links mean for what waits is not looked at.
    ENGINE_MISSES_TOPOLOGY,
    /// Parts of a registration count in any order.
    ENGINE_TAKES_ANY_PART,
    /// A request that failed is never put back into its queue.
    ENGINE_NEVER_RETRIES,
    /// A removal is told before it is done.
    AGENT_CONFIRMS_BEFORE_RENAME,
    AGENT_CLEARS_TRASH_EARLY,
    /// The last good copy goes as any other.
    ENGINE_DELETES_LAST_COPIES,
    /// What was ordered to be deleted is taken back when a rule wants it.
    ENGINE_TAKES_BACK_ORDERED,
    /// A deletion that is late, or comes twice, is carried out.
    AGENT_DELETES_OUT_OF_TURN,
    /// That another copy is there is believed without looking.
    ENGINE_ASKS_NO_WITNESS,
    /// A removal of any generation counts for the one that is waited for.
    ENGINE_TAKES_ANY_GENERATION,
    /// A catalogue from a backup goes on as the one that was lost.
    ENGINE_RESTORES_INCARNATION,
    /// A catalogue from a backup deletes before it was compared.
    ENGINE_DELETES_UNPERMITTED,
    /// Limits of accounts are not looked at.
    ENGINE_IGNORES_LIMITS,
    /// What a rule moves from an RSE is given back before the copy at the other one is there.
    ENGINE_MOVES_TOO_EARLY,
    /// What was declared bad counts as good again after a while.
    ENGINE_FORGIVES_BAD
}
