package org.godwit.rule.language;

import java.util.List;
import org.godwit.model.Did;

/// A parsed rule for data that is named elsewhere. [#toString()] gives its canonical text, which
/// parses to an equal template.
public record RuleTemplate(List<CopyClause> clauses, RuleOptions options) {
    public RuleTemplate {
        clauses = List.copyOf(clauses);
        if (clauses.isEmpty()) {
            throw new IllegalArgumentException("a rule has a clause");
        }
    }

    /// The rule on these DIDs.
    public RuleStatement on(List<Did> dids) {
        return new RuleStatement(clauses, dids, options);
    }

    @Override
    public String toString() {
        return RuleText.clauses(clauses) + RuleText.options(options);
    }
}
