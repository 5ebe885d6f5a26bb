package org.godwit.transfer;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.TransferOrder;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;

/// Writes out the order for a submitted request, from what the catalogue says.
public final class Orders {
    private Orders() {}

    /// The order for a request's present attempt. Its grant's place is set when grants are made.
    ///
    /// @param sender the agent that serves the source
    public static TransferOrder make(
            CatalogView view, ReplicaKey key, RequestRow request, AgentRow sender) {
        DidRow file = view.get(Tables.DIDS, key.did()).orElseThrow();
        String scope = view.get(Tables.SCOPES, file.scope()).orElseThrow().name();
        ReplicaRow replica = view.get(Tables.REPLICAS, key).orElseThrow();
        ReplicaRow source =
                view.get(Tables.REPLICAS, new ReplicaKey(key.did(), request.source()))
                        .orElseThrow();
        RseRow from = Rses.row(view, request.source());
        RseRow to = Rses.row(view, key.rse());
        return new TransferOrder(
                Requests.orderId(key, request),
                new Did(scope, file.name()),
                file.bytes(),
                new Adler32(file.adler32()),
                request.activity(),
                request.priority(),
                new TransferOrder.Source(
                        Rses.site(view, from.site()).name(),
                        sender.name(),
                        sender.host(),
                        sender.port(),
                        from.name(),
                        StoragePath.of(view, key.did(), source)),
                new TransferOrder.Destination(
                        Rses.site(view, to.site()).name(),
                        to.name(),
                        StoragePath.of(view, key.did(), replica)),
                0,
                Digests.wanted(to, file),
                BadReplicas.isReplaced(view, key));
    }
}
