package org.godwit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.godwit.decision.Effect;
import org.godwit.message.MessageCodec;
import org.godwit.message.ReadGrant;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.Epoch;
import org.godwit.security.EnvelopeSigner;

/// Turns orders into signed messages: one grant per source agent covers all of its files, so that
/// signing costs per message, not per file. Thread-safe.
public final class OrderDesk {
    private final Epoch epoch;
    private final EnvelopeSigner signer;

    public OrderDesk(Epoch epoch, EnvelopeSigner signer) {
        this.epoch = epoch;
        this.signer = signer;
    }

    /// A signed message with all orders of the effect, each covered by a grant.
    public byte[] orders(Effect.GiveOrders effect) {
        Map<String, List<TransferOrder>> bySource = new LinkedHashMap<>();
        effect.orders()
                .forEach(order ->
                        bySource.computeIfAbsent(order.source().agent(), a -> new ArrayList<>())
                                .add(order));
        List<byte[]> grants = new ArrayList<>();
        List<TransferOrder> covered = new ArrayList<>();
        bySource.forEach((source, orders) -> {
            int place = grants.size();
            grants.add(grant(effect.agent(), source, orders));
            orders.forEach(order -> covered.add(order.coveredBy(place)));
        });
        return sign(
                new ToAgent.Orders(
                        epoch,
                        effect.agent(),
                        effect.incarnation(),
                        effect.lease(),
                        grants,
                        covered));
    }

    /// A signed message of what an agent may do on its links.
    public byte[] links(Effect.GiveLinks effect) {
        return sign(new ToAgent.Links(epoch, effect.agent(), effect.incarnation(), effect.lease()));
    }

    private byte[] grant(String reader, String source, List<TransferOrder> orders) {
        List<ReadGrant.File> files =
                orders.stream()
                        .map(order ->
                                new ReadGrant.File(
                                        order.id().did(),
                                        order.source().rse(),
                                        order.source().path(),
                                        order.bytes()))
                        .toList();
        return signer.sign(MessageCodec.encode(new ReadGrant(epoch, reader, source, files)));
    }

    /// A signed message that tells an agent to drop orders.
    public byte[] cancel(Effect.CancelOrders effect) {
        return sign(
                new ToAgent.Cancel(epoch, effect.agent(), effect.incarnation(), effect.orders()));
    }

    /// A message, signed.
    public byte[] sign(ToAgent message) {
        return signer.sign(MessageCodec.encode(message));
    }
}
