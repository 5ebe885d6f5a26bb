package org.godwit.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.JsonText;
import org.godwit.cli.json.YamlText;

/// Writes a list row by row; memory does not grow with its length. Not thread-safe; closing writes
/// what is still held back, and leaves the writer open.
public sealed interface Rows extends AutoCloseable {
    void add(Json row);

    @Override
    void close();

    /// The fields that were asked for by name.
    private static Json picked(Json row, List<Column> columns) {
        Map<String, Json> fields = new LinkedHashMap<>();
        columns.forEach(column -> fields.put(column.path(), row.path(column.path())));
        return new Json.Obj(fields);
    }

    /// One JSON array.
    final class AsJson implements Rows {
        private final PrintWriter out;
        private final List<Column> chosen;
        private boolean begun;

        /// @param chosen empty for all fields
        AsJson(PrintWriter out, List<Column> chosen) {
            this.out = out;
            this.chosen = chosen;
        }

        @Override
        public void add(Json row) {
            out.print(begun ? ",\n  " : "[\n  ");
            out.print(JsonText.write(chosen.isEmpty() ? row : picked(row, chosen)));
            begun = true;
        }

        @Override
        public void close() {
            out.print(begun ? "\n]\n" : "[]\n");
            out.flush();
        }
    }

    /// One JSON value a line, at once.
    final class AsLines implements Rows {
        private final PrintWriter out;
        private final List<Column> chosen;

        /// @param chosen empty for all fields
        AsLines(PrintWriter out, List<Column> chosen) {
            this.out = out;
            this.chosen = chosen;
        }

        @Override
        public void add(Json row) {
            out.print(JsonText.write(chosen.isEmpty() ? row : picked(row, chosen)) + "\n");
        }

        @Override
        public void close() {
            out.flush();
        }
    }

    /// One YAML sequence.
    final class AsYaml implements Rows {
        private final PrintWriter out;
        private final List<Column> chosen;
        private boolean begun;

        /// @param chosen empty for all fields
        AsYaml(PrintWriter out, List<Column> chosen) {
            this.out = out;
            this.chosen = chosen;
        }

        @Override
        public void add(Json row) {
            Json shown = chosen.isEmpty() ? row : picked(row, chosen);
            out.print(YamlText.write(new Json.Arr(List.of(shown))));
            begun = true;
        }

        @Override
        public void close() {
            out.print(begun ? "" : "[]\n");
            out.flush();
        }
    }

    /// Comma-separated values with a header (RFC 4180), numbers exact.
    final class AsCsv implements Rows {
        private final PrintWriter out;
        private final List<Column> columns;

        AsCsv(PrintWriter out, List<Column> columns) {
            this.out = out;
            this.columns = columns;
            line(columns.stream().map(Column::path).toList());
        }

        @Override
        public void add(Json row) {
            line(columns.stream().map(column -> row.path(column.path()).text()).toList());
        }

        private void line(List<String> cells) {
            out.print(String.join(",", cells.stream().map(AsCsv::quoted).toList()) + "\r\n");
        }

        private static String quoted(String cell) {
            boolean plain = cell.chars().noneMatch(c -> ",\"\r\n".indexOf(c) >= 0);
            return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
        }

        @Override
        public void close() {
            out.flush();
        }
    }

    /// Aligned columns. The first rows are held back to learn the widths; later, wider cells push
    /// their row's others to the right.
    final class AsTable implements Rows {
        private static final int SAMPLE_ROWS_MAX = 500;
        private static final String GAP = "  ";

        private final PrintWriter out;
        private final Terminal terminal;
        private final List<Column> columns;
        private final List<List<String>> sample = new ArrayList<>();
        private final int[] widths;
        private boolean begun;

        AsTable(PrintWriter out, Terminal terminal, List<Column> columns) {
            this.out = out;
            this.terminal = terminal;
            this.columns = columns;
            this.widths = columns.stream().mapToInt(c -> Text.width(c.title())).toArray();
        }

        @Override
        public void add(Json row) {
            List<String> cells = columns.stream().map(column -> column.shown(row)).toList();
            if (begun) {
                print(cells, true);
                return;
            }
            sample.add(cells);
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Text.width(cells.get(i)));
            }
            if (sample.size() == SAMPLE_ROWS_MAX) {
                begin();
            }
        }

        private void begin() {
            begun = true;
            print(columns.stream().map(Column::title).toList(), false);
            sample.forEach(cells -> print(cells, true));
            sample.clear();
        }

        private void print(List<String> cells, boolean painted) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                Column column = columns.get(i);
                String cell = cells.get(i);
                String padded = Text.padded(cell, widths[i], column.kind().isNumber());
                line.append(i == 0 ? "" : GAP)
                        .append(
                                painted && column.kind() == Column.Kind.STATE
                                        ? terminal.painted(cell, padded)
                                        : padded);
            }
            out.print(line.toString().stripTrailing() + "\n");
        }

        @Override
        public void close() {
            if (!begun) {
                begin();
            }
            out.flush();
        }
    }
}
