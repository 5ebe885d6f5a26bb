package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;

/// What an RSE holds.
final class UsageText {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("rse"),
                    Column.count("files"),
                    Column.bytes("bytes"),
                    Column.text("states"),
                    Column.bytes("free_bytes").named("FREE"),
                    Column.bytes("total_bytes").named("TOTAL"));

    private UsageText() {}

    static void print(Json usage, Output output) {
        output.show(usage, COLUMNS);
    }
}
