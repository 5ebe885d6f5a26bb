package org.godwit.catalog.schema;

import java.time.Instant;
import org.godwit.model.RuleEvent;

/// Something that happened to a rule.
///
/// @param did that the rule is or was on
/// @param rule in one line what it kept, for the time when the rule is gone
/// @param by who did it; empty for the engine itself
/// @param note why, for people; may be empty
public record RuleEventRow(
        long did, Instant time, RuleEvent event, String rule, String by, String note) {}
