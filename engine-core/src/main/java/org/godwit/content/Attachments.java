package org.godwit.content;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.DidType;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.rule.Reevaluation;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Changes what collections hold, inside decisions; the rules above follow at once.
public final class Attachments {
    /// Most children of one change.
    public static final int CHILDREN_MAX = 1_000;

    /// What to do about a child that the collection holds already.
    public enum Duplicates {
        REFUSED,
        PASSED_OVER
    }

    private Attachments() {}

    /// Attaches children to a collection, all or none. A dataset takes files, a container datasets
    /// and containers that do not hold it themselves; a closed one takes nothing. Answers how many
    /// are new.
    public static int attach(
            Context context, long parent, Collection<Long> children, Duplicates duplicates) {
        DidRow collection = collection(context, parent);
        if (!collection.open()) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    name(context, parent) + " is closed; reopen it to attach more");
        }
        checkNumber(children);
        Set<Long> above =
                collection.type() == DidType.CONTAINER
                        ? Tree.withAncestors(context.tx(), parent)
                        : Set.of();
        Map<ContentKey, ContentRow> added = new TreeMap<>();
        for (long child : children) {
            DidRow row = Dids.row(context.tx(), child);
            checkFits(context, parent, collection, child, row);
            if (above.contains(child)) {
                throw new EngineException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        name(context, child)
                                + " is or holds "
                                + name(context, parent)
                                + "; a collection cannot hold itself");
            }
            ContentKey key = new ContentKey(parent, child);
            boolean present =
                    context.tx().get(Tables.CONTENTS, key).isPresent()
                            || added.put(key, new ContentRow(row.type(), row.bytes())) != null;
            if (present && duplicates == Duplicates.REFUSED) {
                throw new EngineException(
                        ErrorCode.DUPLICATE_CONTENT,
                        name(context, child)
                                + " is attached to "
                                + name(context, parent)
                                + " already; leave it out");
            }
        }
        added.forEach((key, row) -> context.tx().insert(Tables.CONTENTS, key, row));
        Reevaluation.attached(context, parent, List.copyOf(added.entrySet()));
        ContentEvents.attached(context, parent, collection, added);
        return added.size();
    }

    private static void checkFits(
            Context context, long parent, DidRow collection, long child, DidRow row) {
        boolean file = row.type() == DidType.FILE;
        if (file != (collection.type() == DidType.DATASET)) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "%s is a %s and %s a %s; datasets hold files, containers hold datasets and containers"
                            .formatted(
                                    name(context, child),
                                    row.type().word(),
                                    name(context, parent),
                                    collection.type().word()));
        }
    }

    /// Detaches children from a collection, all or none. Rules that thereby reach a file no more
    /// give up their locks on it.
    public static void detach(Context context, long parent, Collection<Long> children) {
        DidRow collection = collection(context, parent);
        if (collection.traits().has(DidFlag.MONOTONIC)) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    name(context, parent) + " is monotonic: nothing is detached from it");
        }
        checkNumber(children);
        remove(context, parent, children);
    }

    /// Detaches children whatever the collection allows, because it ends or they do.
    public static void remove(Context context, long parent, Collection<Long> children) {
        List<Map.Entry<ContentKey, ContentRow>> removed = new ArrayList<>();
        for (long child : new TreeSet<>(children)) {
            ContentKey key = new ContentKey(parent, child);
            ContentRow row =
                    context.tx()
                            .get(Tables.CONTENTS, key)
                            .orElseThrow(() ->
                                    new EngineException(
                                            ErrorCode.DID_NOT_FOUND,
                                            "%s is not attached to %s; `godwit did contents` lists what is"
                                                    .formatted(
                                                            name(context, child),
                                                            name(context, parent))));
            removed.add(Map.entry(key, row));
        }
        removed.forEach(row -> context.tx().delete(Tables.CONTENTS, row.getKey()));
        Reevaluation.detached(context, parent, removed);
        ContentEvents.detached(context, parent, removed.size());
    }

    private static DidRow collection(Context context, long id) {
        DidRow row = Dids.row(context.tx(), id);
        if (row.type() == DidType.FILE) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    name(context, id) + " is a file; only datasets and containers hold others");
        }
        return row;
    }

    private static void checkNumber(Collection<Long> children) {
        if (children.isEmpty() || children.size() > CHILDREN_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    children.size() + " DIDs at a time: give 1 to " + CHILDREN_MAX);
        }
    }

    private static String name(Context context, long did) {
        return Dids.name(context.tx(), did).toString();
    }
}
