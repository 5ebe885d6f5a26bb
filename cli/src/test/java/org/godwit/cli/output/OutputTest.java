package org.godwit.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.JsonText;
import org.godwit.cli.output.Column.Kind;
import org.junit.jupiter.api.Test;

/// What users and their scripts see, to the letter.
final class OutputTest {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("name"),
                    Column.bytes("bytes"),
                    Column.of("rate", Kind.RATE),
                    Column.of("age", Kind.TIME),
                    Column.of("done", Kind.PERCENT),
                    Column.state("state"),
                    Column.count("counts.files").named("FILES"));
    private static final List<Json> ROWS =
            List.of(
                    JsonText.read(
                            """
                            {"name":"a, \\"b\\"","bytes":2147483648,"rate":1.25e8,"age":4000,
                             "done":0.9999,"state":"OK","counts":{"files":12},"tags":["x","y"]}
                            """),
                    JsonText.read(
                            """
                            {"name":"étoile 星","bytes":0,"rate":null,"state":"STUCK","counts":{"files":7}}
                            """));

    private final StringWriter text = new StringWriter();

    private String rows(Format format, Terminal terminal, String... chosen) {
        try (Rows rows =
                new Output(new PrintWriter(text), terminal, format, List.of(chosen))
                        .rows(COLUMNS)) {
            ROWS.forEach(rows::add);
        }
        return text.toString();
    }

    @Test
    void tableIsAlignedAndRounded() {
        assertThat(rows(Format.table, Terminal.NONE))
                .isEqualTo(
                        """
                        NAME        BYTES      RATE         AGE    DONE  STATE  FILES
                        a, "b"     2.1 GB  125 MB/s  1 h 06 min  99.9 %  OK        12
                        étoile 星     0 B                                STUCK      7
                        """);
    }

    @Test
    void jsonHoldsAllFieldsAndExactNumbers() {
        assertThat(rows(Format.json, Terminal.NONE))
                .startsWith("[\n  {\"name\":\"a, \\\"b\\\"\",\"bytes\":2147483648,")
                .contains("\"tags\":[\"x\",\"y\"]},\n  {")
                .endsWith("}\n]\n");
        assertThat(JsonText.read(text.toString()).items()).isEqualTo(ROWS);
    }

    @Test
    void jsonLinesHaveARowEach() {
        assertThat(rows(Format.jsonl, Terminal.NONE, "name", "counts.files"))
                .isEqualTo(
                        """
                        {"name":"a, \\"b\\"","counts.files":12}
                        {"name":"étoile 星","counts.files":7}
                        """);
    }

    @Test
    void yamlHoldsTheSame() {
        assertThat(rows(Format.yaml, Terminal.NONE, "name", "bytes", "rate"))
                .isEqualTo(
                        """
                        - name: "a, \\"b\\""
                          bytes: 2147483648
                          rate: 1.25E+8
                        - name: étoile 星
                          bytes: 0
                          rate: null
                        """);
    }

    @Test
    void csvFollowsItsStandard() {
        assertThat(rows(Format.csv, Terminal.NONE, "NAME", "files", "tags"))
                .isEqualTo(
                        "name,counts.files,tags\r\n"
                                + "\"a, \"\"b\"\"\",12,\"[\"\"x\"\",\"\"y\"\"]\"\r\n"
                                + "étoile 星,7,\r\n");
    }

    @Test
    void emptyListsAreWellFormed() {
        for (Format format : Format.values()) {
            new Output(new PrintWriter(text), Terminal.NONE, format, List.of())
                    .rows(List.of(Column.text("name")))
                    .close();
        }
        assertThat(text).hasToString("NAME\n[]\n[]\nname\r\n");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        assertThat(rows(Format.table, new Terminal(true, true)))
                .contains("\u001b[32mOK   \u001b[0m", "\u001b[31mSTUCK\u001b[0m");
        text.getBuffer().setLength(0);
        assertThat(rows(Format.csv, new Terminal(true, true))).doesNotContain("\u001b");
    }

    @Test
    void noValueMovesTheCursor() {
        Output output = new Output(new PrintWriter(text), Terminal.NONE, Format.table, List.of());
        output.show(
                Json.object().put("name", "a\u001b[2J\nb\u2028c").build(),
                List.of(Column.text("name")));
        assertThat(text).hasToString("name:  a [2J b c\n");
    }

    @Test
    void longTablesFlowAfterTheirFirstRows() {
        try (Rows rows =
                new Output(new PrintWriter(text), Terminal.NONE, Format.table, List.of())
                        .rows(List.of(Column.count("n")))) {
            IntStream.range(0, 500).forEach(n -> rows.add(Json.object().put("n", n).build()));
            assertThat(text.toString().lines()).hasSize(501);
            rows.add(Json.object().put("n", 123_456).build());
        }
        assertThat(text.toString()).startsWith("  N\n  0\n").endsWith("499\n123456\n");
    }
}
