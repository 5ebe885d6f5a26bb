package org.godwit.api.resource;

import java.util.Optional;
import java.util.TreeMap;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DidFlag;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DidTraits;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.Digest;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import tools.jackson.databind.node.ObjectNode;

/// DIDs as JSON, in and out.
final class DidJson {
    /// A container with more files below says nothing of their bytes.
    private static final long FILES_SUMMED_MAX = 10_000_000;

    private DidJson() {}

    /// The DID of a path with `{scope}` and `{name}`.
    static Did of(Call call) {
        return new Did(call.path("scope"), call.path("name"));
    }

    /// The DID of an object with `scope` and `name`.
    static Did of(JsonInput item) {
        return new Did(item.text("scope"), item.text("name"));
    }

    /// `{scope, name}`.
    static ObjectNode name(Did did) {
        return Json.object().put("scope", did.scope()).put("name", did.name());
    }

    /// `{scope, name, type}`.
    static ObjectNode typed(CatalogView view, DidRow row) {
        return name(Dids.name(view, row)).put("type", row.type().name());
    }

    /// `{scope, name, bytes, adler32}` of a file.
    static ObjectNode file(CatalogView view, DidRow row) {
        ObjectNode json = name(Dids.name(view, row)).put("bytes", row.bytes());
        checksum(json, row);
        return json;
    }

    /// `{scope, name, type, bytes, adler32}` of what a collection holds.
    static ObjectNode child(CatalogView view, DidRow row) {
        ObjectNode json = typed(view, row).put("bytes", row.bytes());
        checksum(json, row);
        return json;
    }

    /// All of it. A dataset's bytes are those of its files; a container's are left out.
    static ObjectNode row(CatalogView view, long id, DidRow row) {
        ObjectNode json =
                typed(view, row)
                        .put("account", Accounts.row(view, row.account()).name())
                        .put("open", row.open());
        Count content = view.get(Tables.COUNTERS, CounterKey.content(id)).orElse(Count.ZERO);
        switch (row.type()) {
            case FILE -> json.put("bytes", row.bytes()).putNull("length");
            case DATASET -> json.put("bytes", content.bytes()).put("length", content.items());
            case CONTAINER -> json.putNull("bytes").put("length", content.items());
        }
        checksum(json, row);
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        traits(json, row.traits());
        Json.time(json, "updated_at", Optional.of(row.updatedAt()));
        ObjectNode metadata = Json.object();
        new TreeMap<>(row.metadata()).forEach(metadata::put);
        json.set("metadata", metadata);
        ObjectNode digests = Json.object();
        new TreeMap<>(row.digests())
                .forEach((algorithm, hex) -> digests.put(Digest.word(algorithm), hex));
        json.set("digests", digests);
        return json;
    }

    /// All of it, a container's bytes included.
    static ObjectNode whole(CatalogView view, long id) {
        DidRow row = Dids.row(view, id);
        ObjectNode json = row(view, id, row);
        if (row.type() == DidType.CONTAINER) {
            Count files = Tree.files(view, id, FILES_SUMMED_MAX);
            if (files.items() <= FILES_SUMMED_MAX) {
                json.put("bytes", files.bytes());
            }
        }
        return json;
    }

    private static void traits(ObjectNode json, DidTraits traits) {
        json.put("monotonic", traits.has(DidFlag.MONOTONIC))
                .put("hidden", traits.has(DidFlag.HIDDEN))
                .put("archive", traits.has(DidFlag.ARCHIVE))
                .put("constituent", traits.has(DidFlag.CONSTITUENT));
        Json.time(json, "expires_at", traits.expiresAt());
        Json.time(json, "closed_at", traits.closedAt());
    }

    private static void checksum(ObjectNode json, DidRow row) {
        Json.text(
                json,
                "adler32",
                row.type() == DidType.FILE
                        ? Optional.of(new Adler32(row.adler32()).toString())
                        : Optional.empty());
    }
}
