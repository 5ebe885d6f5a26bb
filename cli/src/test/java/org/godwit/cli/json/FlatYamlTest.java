package org.godwit.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FlatYamlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "url: https://localhost:9444\ncert: /a b/root.crt\n\n# note\nca:  ca.crt  \n",
                "url: https://h:1",
                "ca: ./x",
                "ca: a'b\"c",
                ""
            })
    void readsSimpleTextsAsTheParserDoes(String text) {
        Json parsed = YamlText.read(new StringReader(text));
        assertThat(FlatYaml.read(text))
                .contains(parsed.isNull() ? Json.object().build() : parsed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: \"x\"", "a: 'x'", "a: x # y", "a: b: c", "a: [b]", "a: |", "a: 1", "a: null",
                "a: True", "a: .5", "a:\n  b", "a: x\n  y", "a: x\na: y", "A: x", "a: x:", "- a",
                "---", "a: &b c", "a: *b"
            })
    void leavesEverythingElseToTheParser(String text) {
        assertThat(FlatYaml.read(text)).isEmpty();
    }

    @Test
    void yamlIsReadAsItWasWritten() {
        Json value =
                Json.object()
                        .put("a", "null")
                        .put("b", "12")
                        .put("c", "x: y #z\n")
                        .put("d", 12)
                        .put("e", false)
                        .put("f", Json.Literal.NULL)
                        .build();
        assertThat(YamlText.read(new StringReader(YamlText.write(value)))).isEqualTo(value);
    }
}
