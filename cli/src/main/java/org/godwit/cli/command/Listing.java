package org.godwit.cli.command;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;

/// Lists of the engine, printed as they come in.
final class Listing {
    private Listing() {}

    static void print(ApiClient engine, ApiPath path, Output output, List<Column> columns)
            throws TimeoutException {
        try (Rows rows = output.rows(columns)) {
            engine.stream(path, rows::add);
        }
    }
}
