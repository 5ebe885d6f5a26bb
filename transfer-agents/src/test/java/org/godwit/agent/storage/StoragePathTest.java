package org.godwit.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/..",
                "../a",
                "a/./b",
                "a\0b",
                "a\nb",
                "a\u0085b",
                "a\u2028b",
                ".godwit",
                ".godwit/incoming/x",
                "\uD800"
            })
    void refusesWhatCouldLeadElsewhere(String path) {
        assertThatThrownBy(() -> StoragePath.parse(path))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(StorageException.Kind.REFUSED);
                            assertThat(e.getMessage()).doesNotContain("\n", "\0");
                        });
    }

    @Test
    void boundsNamesByTheirBytes() throws Exception {
        StoragePath.parse("é".repeat(125));
        assertThatThrownBy(() -> StoragePath.parse("é".repeat(126)))
                .hasMessageContaining("250 bytes");
        assertThatThrownBy(() -> StoragePath.parse("aaa/".repeat(1000) + "a"))
                .hasMessageContaining("3500");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "...", "a/.hidden", "with space", "größe/天文", "..a", "a/.godwit"})
    void takesWhatUsersHave(String path) throws Exception {
        assertThat(StoragePath.parse(path)).hasToString(path);
    }
}
