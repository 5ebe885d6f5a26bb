package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;

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

    static void print(Json usage, Output output) {
        output.show(usage, SPACE);
        if (output.isForPeople() && usage.at("replicas") instanceof Json.Obj(var states)) {
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
