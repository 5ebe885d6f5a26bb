package org.godwit.api.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.registration.ReplicaLine;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaLineParserTest {
    private static final ReplicaLine LINE =
            new ReplicaLine(
                    List.of("FR", "US"),
                    new Did("demo", "a,\"b\""),
                    5,
                    new Adler32(0xab),
                    Optional.empty(),
                    Optional.of(new Did("other", "set")));

    @Test
    void csvTakesColumnsInAnyOrderQuotesAndSeveralRses() {
        ReplicaLineParser parser =
                ReplicaLineParser.of(
                        "\uFEFFname,scope,bytes,adler32,rse,dataset",
                        ReplicaLineParser.Defaults.NONE);

        assertThat(parser.parse("\"a,\"\"b\"\"\",demo,5,ab,FR;US,other:set")).isEqualTo(LINE);
    }

    @Test
    void jsonSaysTheSame() {
        String line =
                "{\"rse\":\"FR;US\",\"scope\":\"demo\",\"name\":\"a,\\\"b\\\"\",\"bytes\":5,\"adler32\":\"ab\",\"dataset\":\"other:set\"}";

        assertThat(ReplicaLineParser.of(line, ReplicaLineParser.Defaults.NONE).parse(line))
                .isEqualTo(LINE);
    }

    @Test
    void whatALineLeavesOutComesFromTheDefaults() {
        ReplicaLineParser parser =
                ReplicaLineParser.of(
                        "name,bytes,adler32",
                        new ReplicaLineParser.Defaults(
                                Optional.of("FR;US"),
                                Optional.of("demo"),
                                Optional.of("other:set")));

        assertThat(parser.parse("\"a,\"\"b\"\"\",5,000000AB")).isEqualTo(LINE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FR,demo,x,5|4 columns",
                "FR,demo,x,five,ab|bytes is",
                "FR,demo,x,5,xyz|Adler-32",
                "FR,demo,,5,ab|name is missing",
                "FR,de mo,x,5,ab|invalid scope",
                "FR,demo,../x,5,ab|invalid name",
                "FR,demo,\"x,5,ab|not closed",
                "FR,demo,\"x\"y,5,ab|behind a closing quote",
                "FR,demo,x,-5,ab|not negative"
            })
    void saysWhatIsWrongWithALine(String line, String why) {
        ReplicaLineParser parser =
                ReplicaLineParser.of(
                        "rse,scope,name,bytes,adler32", ReplicaLineParser.Defaults.NONE);

        assertThatThrownBy(() -> parser.parse(line))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesColumnsThatItDoesNotKnowOrKnowsTwice() {
        for (String header : List.of("rse,scope,name,size", "rse,rse")) {
            assertThatThrownBy(() -> ReplicaLineParser.of(header, ReplicaLineParser.Defaults.NONE))
                    .hasMessageContaining("the first line must name the columns");
        }
    }

    @Test
    void linesEndWithLineFeedsAndTheLastMayDoWithout() throws IOException {
        LineReader reader = reader("a\r\n\nü");

        assertThat(reader.next()).contains("a");
        assertThat(reader.next()).contains("");
        assertThat(reader.next()).contains("ü");
        assertThat(reader.next()).isEmpty();
        assertThat(reader.lines()).isEqualTo(3);
        assertThat(reader.bytes()).isEqualTo(6);
    }

    @Test
    void linesAreReadAcrossTheBuffersEdge() throws IOException {
        String line = "x".repeat(LineReader.LINE_BYTES_MAX - 10);
        LineReader reader = reader((line + "\n").repeat(5));

        for (int i = 0; i < 5; i++) {
            assertThat(reader.next()).contains(line);
        }
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void aLineWithoutEndIsRefused() {
        LineReader reader = reader("x".repeat(LineReader.LINE_BYTES_MAX + 1));

        assertThatThrownBy(reader::next).hasMessageContaining("line 1 has more than");
    }

    private static LineReader reader(String text) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
