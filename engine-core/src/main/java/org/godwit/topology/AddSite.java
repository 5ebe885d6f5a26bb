package org.godwit.topology;

import java.util.regex.Pattern;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds a site. Answers its id.
///
/// @param country two-letter code such as `FR`, or empty
public record AddSite(String name, String country) implements Command<Integer> {
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}|");

    @Override
    public Integer decide(Context context) {
        Names.identifier("site", name);
        if (!COUNTRY.matcher(country).matches()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid country \""
                            + Names.printable(country)
                            + "\": use the two capital letters of ISO 3166, such as FR");
        }
        if (context.tx().get(Tables.SITE_BY_NAME, name).isPresent()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "site \"" + name + "\" exists; `godwit site list` shows it");
        }
        int id = Math.toIntExact(context.nextId(Sequences.SITES));
        context.tx().put(Tables.SITES, id, new SiteRow(name, country, context.now()));
        context.effect(new Effect.TopologyChanged());
        return id;
    }
}
