package org.godwit.deletion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DidRuleKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ParentKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;

/// What the last-copy check looks at: whether anybody still wants a file, and which good copies of
/// it there are.
public final class GoodCopies {
    private static final RuleId FIRST_RULE = new RuleId(0, 0);

    private GoodCopies() {}

    /// Whether a file is to be kept: a rule locks a copy of it anywhere, a rule is on it and not
    /// planned yet, or a dataset holds it. What is erased leaves its datasets when its time comes.
    public static boolean isWanted(CatalogView view, long did) {
        return hasLock(view, did) || hasRule(view, did) || hasParent(view, did);
    }

    private static boolean hasLock(CatalogView view, long did) {
        try (Cursor<LockKey, LockRow> locks =
                view.scan(
                        Tables.LOCKS,
                        new LockKey(did, 0, FIRST_RULE),
                        new LockKey(did + 1, 0, FIRST_RULE))) {
            return locks.hasNext();
        }
    }

    private static boolean hasRule(CatalogView view, long did) {
        try (Cursor<DidRuleKey, Present> rules =
                view.scan(
                        Tables.RULES_BY_DID,
                        new DidRuleKey(did, FIRST_RULE),
                        new DidRuleKey(did + 1, FIRST_RULE))) {
            return rules.hasNext();
        }
    }

    private static boolean hasParent(CatalogView view, long did) {
        try (Cursor<ParentKey, Present> parents =
                view.scan(Tables.PARENTS, new ParentKey(did, 0), new ParentKey(did + 1, 0))) {
            return parents.hasNext();
        }
    }

    /// The good copies of a file at other RSEs.
    public static List<Map.Entry<ReplicaKey, ReplicaRow>> others(
            CatalogView view, long did, int rse) {
        List<Map.Entry<ReplicaKey, ReplicaRow>> good = new ArrayList<>();
        try (Cursor<ReplicaKey, ReplicaRow> replicas =
                view.scan(Tables.REPLICAS, new ReplicaKey(did, 0), new ReplicaKey(did + 1, 0))) {
            replicas.forEachRemaining(replica -> {
                if (replica.getKey().rse() != rse
                        && replica.getValue().state() == ReplicaState.AVAILABLE) {
                    good.add(replica);
                }
            });
        }
        return good;
    }

    /// Whether a transfer reads the copy at an RSE now.
    static boolean isBeingRead(CatalogView view, long did, int rse) {
        try (Cursor<ReplicaKey, RequestRow> requests =
                view.scan(Tables.REQUESTS, new ReplicaKey(did, 0), new ReplicaKey(did + 1, 0))) {
            while (requests.hasNext()) {
                RequestRow request = requests.next().getValue();
                if (request.source() == rse && request.state() == RequestState.SUBMITTED) {
                    return true;
                }
            }
        }
        return false;
    }
}
