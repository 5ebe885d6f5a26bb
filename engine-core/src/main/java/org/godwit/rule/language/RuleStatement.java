package org.godwit.rule.language;

import java.util.List;
import java.util.stream.Collectors;
import org.godwit.model.Did;

/// A parsed rule. [#toString()] gives its canonical text, which parses to an equal statement.
public record RuleStatement(List<CopyClause> clauses, List<Did> dids, RuleOptions options) {
    public RuleStatement {
        clauses = List.copyOf(clauses);
        dids = List.copyOf(dids);
        if (clauses.isEmpty() || dids.isEmpty()) {
            throw new IllegalArgumentException("a rule has a clause and a DID");
        }
    }

    @Override
    public String toString() {
        return RuleText.clauses(clauses)
                + " of "
                + dids.stream().map(RuleText::did).collect(Collectors.joining(", "))
                + RuleText.options(options);
    }
}
