package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;
import org.godwit.cli.output.Units;

/// What an RSE holds, a row for each state of its replicas and one for the space.
final class UsageText {
    private static final List<Column> STATES =
            List.of(Column.state("state"), Column.count("files"), Column.bytes("bytes"));
    private static final List<Column> SPACE =
            List.of(
                    Column.text("rse"),
                    Column.text("site"),
                    Column.bytes("free_bytes").named("FREE"),
                    Column.bytes("total_bytes").named("TOTAL"),
                    Column.text("read_only"));

    private UsageText() {}

    private static void deletion(Json deletion, Output output) {
        output.say(
                "may be deleted %s, reserved %s, in the trash %s%s%s"
                        .formatted(
                                Units.bytes(deletion.at("reclaimable").at("bytes").number()),
                                Units.bytes(deletion.at("reserved").at("bytes").number()),
                                Units.bytes(deletion.at("trash_bytes").number()),
                                deletion.at("held").text().equals("true")
                                        ? "; more is held back: godwit rse confirm-delete"
                                        : "",
                                deletion.at("permitted").text().equals("true")
                                        ? ""
                                        : "; a restored catalogue deletes nothing: godwit rse permit-deletion"));
    }

    static void print(Json usage, Output output) {
        output.show(usage, SPACE);
        if (output.isForPeople() && usage.at("replicas") instanceof Json.Obj(var states)) {
            deletion(usage.at("deletion"), output);
            output.say("");
            try (Rows rows = output.rows(STATES)) {
                states.forEach((state, count) -> {
                    if (count.at("files").number() > 0) {
                        rows.add(
                                Json.object()
                                        .put("state", state)
                                        .put("files", count.at("files"))
                                        .put("bytes", count.at("bytes"))
                                        .build());
                    }
                });
            }
        }
    }
}
