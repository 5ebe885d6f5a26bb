package org.godwit.rule.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.expression.TextPattern;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Finds the data of a policy.
final class PolicyData {
    /// Names that one pattern looks at.
    private static final int LOOKS_MAX = 100_000;

    private PolicyData() {}

    /// The DIDs, each once. One that is named must exist; a pattern may match none.
    static Set<Did> dids(CatalogView view, Policy policy) {
        Set<Did> dids = new LinkedHashSet<>();
        for (String text : policy.data()) {
            if (text.indexOf('*') < 0) {
                Did did = Did.parse(text);
                long _ = Dids.id(view, did);
                dids.add(did);
            } else {
                dids.addAll(matching(view, policy, text));
            }
            if (dids.size() > ApplyPolicies.RULES_MAX) {
                throw tooMany(policy, "matches more than " + ApplyPolicies.RULES_MAX + " DIDs");
            }
        }
        return dids;
    }

    private static List<Did> matching(CatalogView view, Policy policy, String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.substring(0, colon).indexOf('*') >= 0) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "policy \""
                            + policy.name()
                            + "\": \""
                            + text
                            + "\" names no scope; write scope:name, with * in the name alone");
        }
        String scopeName = text.substring(0, colon);
        TextPattern pattern = new TextPattern(text.substring(colon + 1), true);
        String prefix = pattern.text().substring(0, pattern.text().indexOf('*'));
        int scope = Dids.scopeId(view, scopeName);
        Set<Did> found = new LinkedHashSet<>();
        int looks = 0;
        try (Cursor<NameKey, Long> names =
                view.scan(
                        Tables.DID_BY_NAME,
                        new NameKey(scope, prefix),
                        new NameKey(scope + 1, ""))) {
            while (names.hasNext()) {
                Map.Entry<NameKey, Long> name = names.next();
                if (!name.getKey().name().startsWith(prefix)) {
                    break;
                }
                if (looks++ >= LOOKS_MAX) {
                    throw tooMany(policy, "looks at more than " + LOOKS_MAX + " names");
                }
                if (pattern.matches(name.getKey().name())
                        && Dids.row(view, name.getValue()).type() != DidType.FILE) {
                    found.add(new Did(scopeName, name.getKey().name()));
                }
            }
        }
        return List.copyOf(found);
    }

    private static EngineException tooMany(Policy policy, String why) {
        return new EngineException(
                ErrorCode.INVALID_INPUT,
                "policy \""
                        + policy.name()
                        + "\" "
                        + why
                        + "; narrow the pattern, or put the data into a container");
    }
}
