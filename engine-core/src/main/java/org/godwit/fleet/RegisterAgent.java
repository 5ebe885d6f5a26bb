package org.godwit.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.Names;
import org.godwit.registration.Scans;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// An agent has started. Its new incarnation is written down before it is welcomed, so that orders
/// given to an earlier one can be told apart for ever; those are released afterwards by
/// [ReleaseOrders]. An agent whose site or RSEs are unknown is refused with the reason.
public record RegisterAgent(FromAgent.Hello hello) implements Command<RegisterAgent.Registration> {
    /// What became of a hello.
    public enum Registration {
        /// A new incarnation.
        NEW,
        /// The incarnation that is known already.
        KNOWN,
        /// It does not fit the catalogue, and was told why.
        REFUSED,
        /// It is older than the known one: an agent of the past, not answered.
        STALE
    }

    @Override
    public Registration decide(Context context) {
        Optional<AgentRow> known = context.tx().get(Tables.AGENTS, hello.agent());
        if (known.isPresent() && known.get().incarnation() > hello.incarnation()) {
            return Registration.STALE;
        }
        AgentRow row;
        try {
            row = row(context);
        } catch (EngineException refusal) {
            tell(
                    context,
                    new ToAgent.Refused(
                            context.epoch(),
                            hello.agent(),
                            hello.incarnation(),
                            String.valueOf(refusal.getMessage())));
            return Registration.REFUSED;
        }
        tell(context, new ToAgent.Welcome(context.epoch(), hello.agent(), hello.incarnation()));
        boolean sameStart = known.isPresent() && known.get().incarnation() == hello.incarnation();
        Scans.resend(context, row);
        if (sameStart && row.equals(known.get())) {
            return Registration.KNOWN;
        }
        context.tx().put(Tables.AGENTS, hello.agent(), row);
        if (!sameStart) {
            // The process that held the shares is gone: two cannot use one state directory.
            ShareLinks.forget(context.tx(), hello.agent());
        }
        context.effect(new Effect.TopologyChanged());
        return sameStart ? Registration.KNOWN : Registration.NEW;
    }

    private AgentRow row(Context context) {
        Names.identifier("agent", hello.agent());
        int site = Rses.siteId(context.tx(), hello.site());
        List<Integer> rses = new ArrayList<>();
        for (FromAgent.Space space : hello.rses()) {
            int rse = Rses.id(context.tx(), space.rse());
            RseRow rseRow = Rses.row(context.tx(), rse);
            if (rseRow.site() != site) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "RSE "
                                + rseRow.name()
                                + " belongs to site "
                                + Rses.site(context.tx(), rseRow.site()).name()
                                + ", not to "
                                + hello.site()
                                + "; correct the agent's configuration");
            }
            rses.add(rse);
        }
        Optional<AgentRow> known =
                context.tx()
                        .get(Tables.AGENTS, hello.agent())
                        .filter(agent -> agent.incarnation() == hello.incarnation());
        return new AgentRow(
                hello.agent(),
                site,
                rses,
                hello.host(),
                hello.port(),
                hello.incarnation(),
                known.map(AgentRow::since).orElse(context.now()));
    }

    private static void tell(Context context, ToAgent message) {
        context.effect(new Effect.Tell(message));
    }
}
