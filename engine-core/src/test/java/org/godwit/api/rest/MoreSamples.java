package org.godwit.api.rest;

import java.util.List;
import org.godwit.api.rest.RestFixture.Client;

/// Samples of archives and of what moves copies between RSEs, for the comparison with the API's
/// description.
final class MoreSamples {
    private static final String PLANS = "/godwit/v1/move-plans";

    private MoreSamples() {}

    /// A request that changes something.
    record Sample(String method, String template, String path, String body) {}

    /// A file in another, an RSE that is drained and that a rule cannot leave, and a plan, whose id
    /// is answered.
    static long fill(Client root) {
        root.post(
                "/godwit/v1/dids/demo/f/constituents",
                "{\"files\":[{\"scope\":\"demo\",\"name\":\"inside\",\"bytes\":1,"
                        + "\"adler32\":\"b\"}]}");
        root.post("/godwit/v1/rses/OLD-DISK", "{\"site\":\"FR\"}");
        root.post(
                "/godwit/v1/replicas",
                "{\"rse\":\"OLD-DISK\",\"replicas\":[{\"scope\":\"demo\",\"name\":\"old\","
                        + "\"bytes\":5,\"adler32\":\"a\"}]}");
        root.post("/godwit/v1/rules", "{\"statement\":\"keep 1 copy at OLD-DISK of demo:old\"}");
        long drain = plan(root, "{\"rse\":\"OLD-DISK\"}");
        root.post(PLANS + "/" + drain + "/apply", "{}");
        return plan(root, "{\"rse\":\"OLD-DISK\",\"kind\":\"DECOMMISSION\"}");
    }

    static List<Sample> changes(Client root) {
        root.put("/godwit/v1/rses/US-DISK/attributes/share", "{\"value\":\"1\"}");
        root.put("/godwit/v1/rses/FR-DISK/attributes/share", "{\"value\":\"1\"}");
        long plan = plan(root, "{\"rse\":\"US-DISK\"}");
        return List.of(
                new Sample(
                        "POST",
                        PLANS,
                        PLANS,
                        "{\"rse\":\"US-DISK\",\"kind\":\"DECOMMISSION\",\"storage_is_gone\":true}"),
                new Sample(
                        "POST",
                        PLANS,
                        PLANS,
                        "{\"kind\":\"REBALANCE\",\"expression\":\"US|FR-DISK\",\"by\":\"share\"}"),
                new Sample("POST", PLANS + "/{id}/apply", PLANS + "/" + plan + "/apply", "{}"),
                new Sample(
                        "DELETE",
                        "/godwit/v1/rses/{rse}/drain",
                        "/godwit/v1/rses/US-DISK/drain",
                        ""),
                new Sample("DELETE", "/godwit/v1/rebalance", "/godwit/v1/rebalance", ""));
    }

    private static long plan(Client root, String body) {
        return root.post(PLANS, body).json().path("id").asLong();
    }
}
