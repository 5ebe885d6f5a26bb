package org.godwit.cli.command;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;

/// The copies of files, one a row: the engine sends a file with all its RSEs.
final class ReplicaRows {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("scope"),
                    Column.text("name"),
                    Column.bytes("bytes"),
                    Column.text("adler32"),
                    Column.text("rse"),
                    Column.text("site"),
                    Column.state("state"),
                    Column.text("path"));

    private ReplicaRows() {}

    static void print(ApiClient engine, ApiPath path, Output output) throws TimeoutException {
        try (Rows rows = output.rows(COLUMNS)) {
            engine.stream(path, file -> add(rows, file));
        }
    }

    private static void add(Rows rows, Json file) {
        if (!(file.at("rses") instanceof Json.Obj(var rses)) || rses.isEmpty()) {
            rows.add(row(file, "", Json.Literal.NULL));
            return;
        }
        rses.forEach((rse, replica) -> rows.add(row(file, rse, replica)));
    }

    private static Json row(Json file, String rse, Json replica) {
        return Json.object()
                .put("scope", file.at("scope"))
                .put("name", file.at("name"))
                .put("bytes", file.at("bytes"))
                .put("adler32", file.at("adler32"))
                .put("rse", rse)
                .put("site", replica.at("site"))
                .put("state", replica.at("state"))
                .put("path", replica.at("path"))
                .build();
    }
}
