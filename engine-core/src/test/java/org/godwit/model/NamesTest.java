package org.godwit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.godwit.runtime.EngineException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b/c.fits", "été 2026/image 1.fits", "日本", "-x", "a:b", "..."})
    void takesTheNamesThatUsersHave(String name) {
        assertThat(new Did("demo", name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/a", "a/", "a//b", ".", "..", "a/../b", "a\nb", "\0", "a\u0085", "\uD800"
            })
    void refusesNamesThatNoStorageCouldHold(String name) {
        assertThatThrownBy(() -> new Did("demo", name)).isInstanceOf(EngineException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {251, 1000})
    void refusesNamesOfMoreThan250Bytes(int bytes) {
        assertThatThrownBy(() -> new Did("demo", "é".repeat(bytes / 2 + 1)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("250");
        assertThat(new Did("demo", "é".repeat(125)).name()).hasSize(125);
    }
}
