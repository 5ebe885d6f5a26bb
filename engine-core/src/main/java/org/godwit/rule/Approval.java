package org.godwit.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.RseView;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;

/// Which rules need somebody's approval, and whose. RSEs say so by attributes; where Rucio has one
/// it has the same name and meaning.
///
/// | attribute of an RSE | means |
/// |---|---|
/// | `requires_approval` | rules of accounts that are no administrators wait for approval |
/// | `block_manual_approval` | approval cannot be asked for |
/// | `auto_approve_bytes`, `auto_approve_files` | closed data smaller than this is approved of at once, if the rule names this RSE alone |
/// | `rule_approvers` | accounts, separated by commas, that may approve beside administrators |
public final class Approval {
    private static final long FILES_COUNTED_MAX = 100_000;

    private Approval() {}

    /// Whether a new rule must wait, or refuses it if approval is asked for where none is given.
    static boolean needed(CatalogView view, RuleRow rule, boolean asked) {
        List<RseRow> rses = rses(view, rule);
        if (asked) {
            rses.stream()
                    .filter(rse -> isTrue(rse, "block_manual_approval"))
                    .findFirst()
                    .ifPresent(rse -> {
                        throw new EngineException(
                                ErrorCode.INVALID_RULE,
                                "RSE " + rse.name() + " takes no rules by approval; leave it out");
                    });
            return true;
        }
        return !Accounts.row(view, rule.account()).admin()
                && rses.stream().anyMatch(rse -> isTrue(rse, "requires_approval"));
    }

    /// Whether a rule that needs approval has it without anybody's doing.
    static boolean automatic(CatalogView view, RuleRow rule) {
        List<RseRow> rses = rses(view, rule);
        DidRow did = Dids.row(view, rule.did());
        if (rses.size() != 1 || did.open()) {
            return false;
        }
        Optional<Long> bytes = number(rses.getFirst(), "auto_approve_bytes");
        Optional<Long> files = number(rses.getFirst(), "auto_approve_files");
        if (bytes.isEmpty() && files.isEmpty()) {
            return false;
        }
        var held = Tree.files(view, rule.did(), FILES_COUNTED_MAX);
        return held.items() <= FILES_COUNTED_MAX
                && bytes.filter(most -> held.bytes() >= most).isEmpty()
                && files.filter(most -> held.items() >= most).isEmpty();
    }

    /// Whether an account that is no administrator may approve or deny a rule: all RSEs that it
    /// could use name the account.
    public static boolean mayDecide(CatalogView view, RuleRow rule, String account) {
        List<RseRow> rses = rses(view, rule);
        return !rses.isEmpty()
                && rses.stream()
                        .allMatch(rse ->
                                Stream.of(
                                                rse.attributes()
                                                        .getOrDefault("rule_approvers", "")
                                                        .split(",", -1))
                                        .map(String::strip)
                                        .anyMatch(account::equals));
    }

    private static List<RseRow> rses(CatalogView view, RuleRow rule) {
        return RseMatch.terms(view, RseExpressionParser.parseSpread(rule.expression())).stream()
                .flatMap(term -> term.candidates().stream())
                .map(RseView::id)
                .distinct()
                .map(id -> Rses.row(view, id))
                .toList();
    }

    private static boolean isTrue(RseRow rse, String attribute) {
        return "true".equals(rse.attributes().get(attribute));
    }

    private static Optional<Long> number(RseRow rse, String attribute) {
        Map<String, String> attributes = rse.attributes();
        try {
            return Optional.ofNullable(attributes.get(attribute)).map(Long::parseLong);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
