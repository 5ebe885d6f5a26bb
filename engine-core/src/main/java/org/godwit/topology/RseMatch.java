package org.godwit.topology;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.expression.Dialect;
import org.godwit.expression.RseDirectory;
import org.godwit.expression.RseExpressionEvaluator;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.RseView;
import org.godwit.expression.Spread;
import org.godwit.expression.SpreadTerm;
import org.godwit.runtime.EngineException;

/// RSE expressions against the catalogue. A call reads the RSEs once; there are hundreds.
public final class RseMatch {
    private RseMatch() {}

    /// The ids that a stored expression matches, in order; none if nothing does any more.
    public static List<Integer> ids(CatalogView view, String expression) {
        try {
            return RseExpressionEvaluator.evaluate(
                    RseExpressionParser.parse(expression), directory(view), Dialect.RULE);
        } catch (EngineException _) {
            return List.of(); // written by a version that took more than this one
        }
    }

    /// The ids that a user's expression matches, in order; one that cannot be read or matches
    /// nothing is refused with [org.godwit.runtime.ErrorCode#INVALID_RSE_EXPRESSION].
    public static List<Integer> idsOrFail(CatalogView view, String expression, Dialect dialect) {
        return RseExpressionEvaluator.evaluateOrFail(
                RseExpressionParser.parse(expression), directory(view), dialect);
    }

    /// The terms of a rule's spread with the RSEs that each means.
    public static List<SpreadTerm> terms(CatalogView view, Spread spread) {
        return RseExpressionEvaluator.terms(spread, directory(view), Dialect.RULE);
    }

    /// The catalogue's RSEs as expressions see them: but for those that are decommissioned.
    public static RseDirectory directory(CatalogView view) {
        return () -> views(view);
    }

    private static Collection<RseView> views(CatalogView view) {
        Set<Integer> gone = Drains.decommissioned(view);
        return Rses.all(view).stream()
                .filter(rse -> !gone.contains(rse.getKey()))
                .map(rse -> toView(view, rse.getKey(), rse.getValue()))
                .toList();
    }

    private static RseView toView(CatalogView view, int id, RseRow rse) {
        SiteRow site = Rses.site(view, rse.site());
        Map<String, String> attributes = new HashMap<>(rse.attributes());
        attributes.put("site", site.name());
        if (!site.country().isEmpty()) {
            attributes.put("country", site.country());
        }
        attributes.put("rse_type", rse.type().name());
        attributes.put("deterministic", Boolean.toString(rse.deterministic()));
        attributes.put("availability_read", Boolean.toString(rse.readable()));
        attributes.put("availability_write", Boolean.toString(rse.writable()));
        attributes.put("availability_delete", Boolean.toString(rse.deletable()));
        return new RseView(id, rse.name(), site.name(), site.country(), attributes);
    }
}
