package org.godwit.rule;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.expression.RseExpressionParser;
import org.godwit.model.RseType;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;

/// A rule without an end that may place copies on tape is locked, as in Rucio: reading them back
/// later would cost more than to ask twice before they go.
final class TapeLock {
    private TapeLock() {}

    static RuleRow applied(CatalogView view, RuleRow rule) {
        if (rule.locked() || rule.expiresAt().isPresent()) {
            return rule;
        }
        boolean tape =
                RseMatch.terms(view, RseExpressionParser.parseSpread(rule.expression())).stream()
                        .flatMap(term -> term.candidates().stream())
                        .anyMatch(rse -> Rses.row(view, rse.id()).type() == RseType.TAPE);
        return tape
                ? rule.withSettings(
                        rule.expiresAt(),
                        rule.comment(),
                        rule.activity(),
                        rule.priority(),
                        true,
                        rule.updatedAt())
                : rule;
    }
}
