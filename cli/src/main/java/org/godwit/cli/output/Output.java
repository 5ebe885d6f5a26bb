package org.godwit.cli.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.JsonText;
import org.godwit.cli.json.YamlText;

/// Prints answers in the form that the user asked for.
///
/// @param chosen what `--columns` names; empty for the usual
public record Output(PrintWriter out, Terminal terminal, Format format, List<String> chosen) {
    public Output {
        chosen = List.copyOf(chosen);
    }

    /// Whether people read it, who want sentences.
    public boolean isTable() {
        return format == Format.table && chosen.isEmpty();
    }

    /// A list; `usual` are its columns where none were chosen.
    public Rows rows(List<Column> usual) {
        List<Column> asked = Column.chosen(chosen, usual);
        List<Column> columns = asked.isEmpty() ? usual : asked;
        return switch (format) {
            case table -> new Rows.AsTable(out, terminal, columns);
            case json -> new Rows.AsJson(out, asked);
            case jsonl -> new Rows.AsLines(out, asked);
            case yaml -> new Rows.AsYaml(out, asked);
            case csv -> new Rows.AsCsv(out, columns);
        };
    }

    /// One thing: a field a line for people. Fields that it does not have are left out there.
    public void show(Json value, List<Column> usual) {
        List<Column> asked = Column.chosen(chosen, usual);
        switch (format) {
            case table -> sheet(value, asked.isEmpty() ? usual : asked);
            case json -> {
                if (asked.isEmpty()) {
                    out.print(JsonText.write(value) + "\n");
                } else {
                    one(value, new Rows.AsLines(out, asked));
                }
            }
            case yaml -> {
                if (asked.isEmpty()) {
                    out.print(YamlText.write(value));
                } else {
                    one(value, new Rows.AsYaml(out, asked));
                }
            }
            case jsonl -> one(value, new Rows.AsLines(out, asked));
            case csv -> one(value, new Rows.AsCsv(out, asked.isEmpty() ? usual : asked));
        }
        out.flush();
    }

    private static void one(Json value, Rows rows) {
        try (rows) {
            rows.add(value);
        }
    }

    private void sheet(Json value, List<Column> columns) {
        List<Column> filled = columns.stream().filter(c -> !c.shown(value).isEmpty()).toList();
        int width = filled.stream().mapToInt(c -> Text.width(label(c))).max().orElse(0);
        for (Column column : filled) {
            String shown = column.shown(value);
            String painted =
                    column.kind() == Column.Kind.STATE ? terminal.painted(shown, shown) : shown;
            out.print(Text.padded(label(column), width, false) + "  " + painted + "\n");
        }
    }

    private static String label(Column column) {
        String title = column.title().toLowerCase(Locale.ROOT);
        return title + ":";
    }

    /// Whether people read it, not programs.
    public boolean isForPeople() {
        return format == Format.table;
    }

    /// A line for people that programs need not read: left out of machine formats.
    public void say(String line) {
        if (isForPeople()) {
            out.print(Text.oneLine(line) + "\n");
            out.flush();
        }
    }
}
