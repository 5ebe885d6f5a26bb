package org.godwit.cli.command;

import java.util.List;
import java.util.Map;
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
                    Column.text("path"),
                    Column.text("archive"));

    private ReplicaRows() {}

    static void print(ApiClient engine, ApiPath path, Output output) throws TimeoutException {
        try (Rows rows = output.rows(COLUMNS)) {
            engine.stream(path, file -> add(rows, file));
        }
    }

    /// A file that lies in archives has a row for each copy of those, too.
    private static void add(Rows rows, Json file) {
        boolean any = add(rows, file, file.at("rses"), Json.Literal.NULL);
        if (file.at("archives") instanceof Json.Obj(var archives)) {
            for (Map.Entry<String, Json> archive : archives.entrySet()) {
                any |= add(rows, file, archive.getValue(), new Json.Text(archive.getKey()));
            }
        }
        if (!any) {
            rows.add(row(file, "", Json.Literal.NULL, Json.Literal.NULL));
        }
    }

    private static boolean add(Rows rows, Json file, Json places, Json archive) {
        if (!(places instanceof Json.Obj(var rses)) || rses.isEmpty()) {
            return false;
        }
        rses.forEach((rse, replica) -> rows.add(row(file, rse, replica, archive)));
        return true;
    }

    private static Json row(Json file, String rse, Json replica, Json archive) {
        return Json.object()
                .put("scope", file.at("scope"))
                .put("name", file.at("name"))
                .put("bytes", file.at("bytes"))
                .put("adler32", file.at("adler32"))
                .put("rse", rse)
                .put("site", replica.at("site"))
                .put("state", replica.at("state"))
                .put("path", replica.at("path"))
                .put("archive", archive)
                .build();
    }
}
