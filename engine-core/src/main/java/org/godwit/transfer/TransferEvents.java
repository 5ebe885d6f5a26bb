package org.godwit.transfer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.EventType;
import org.godwit.model.FailureClass;
import org.godwit.namespace.Dids;

/// Tells how attempts of transfers ended.
final class TransferEvents {
    private TransferEvents() {}

    static void done(Context context, ReplicaKey key, RequestRow request) {
        context.tell(EventType.TRANSFER_DONE, facts(context, key, request));
    }

    static void failed(
            Context context,
            ReplicaKey key,
            RequestRow request,
            FailureClass failure,
            String reason) {
        Map<String, String> facts = facts(context, key, request);
        facts.put("failure", failure.name());
        facts.put("reason", reason);
        context.tell(EventType.TRANSFER_FAILED, facts);
    }

    private static Map<String, String> facts(Context context, ReplicaKey key, RequestRow request) {
        Did file = Dids.name(context.tx(), key.did());
        Map<String, String> facts = new HashMap<>();
        facts.put("scope", file.scope());
        facts.put("name", file.name());
        facts.put("file-size", Long.toString(request.bytes()));
        facts.put("activity", request.activity());
        facts.put("attempt", Integer.toString(request.attempt()));
        rse(context, request.source()).ifPresent(name -> facts.put("src-rse", name));
        rse(context, key.rse()).ifPresent(name -> facts.put("dst-rse", name));
        return facts;
    }

    private static Optional<String> rse(Context context, int id) {
        return context.tx().get(Tables.RSES, id).map(row -> row.name());
    }
}
