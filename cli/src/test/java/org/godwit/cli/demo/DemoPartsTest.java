package org.godwit.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoPartsTest {
    @TempDir private Path directory = Path.of("");

    @Test
    void commandsAreShownAsAShellTakesThem() {
        assertThat(Narrator.typed(List.of("rule", "add", "keep 2 copies at FR+US of demo:n")))
                .isEqualTo("rule add \"keep 2 copies at FR+US of demo:n\"");
        assertThat(Narrator.typed(List.of("a$b", "it's \"so\"", "")))
                .isEqualTo("'a$b' 'it'\\''s \"so\"' \"\"");
    }

    @Test
    void hiddenFilesAndLinksOfTheUserAreCountedAsLeftOut() throws Exception {
        Files.createDirectories(directory.resolve(".git"));
        Files.writeString(directory.resolve(".git/config"), "x");
        Files.writeString(directory.resolve(".hidden"), "x");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("file"));
        Files.writeString(directory.resolve("file"), "four");
        assertThat(UserData.at(directory)).isEqualTo(new UserData(1, 4, 3));
    }

    @Test
    void whatHasItsFinalNameIsNotHalfWritten() throws Exception {
        Path incoming = Files.createDirectories(directory.resolve(".godwit/incoming"));
        Path named = Files.writeString(directory.resolve("named"), "whole");
        Files.createLink(incoming.resolve("1.part"), named);
        byte[] half = new byte[20_000];
        half[5_000] = 1;
        Path part = Files.write(incoming.resolve("2.part"), half);

        StorageLook look = StorageLook.at(directory);
        assertThat(look.visible()).containsExactly(named);
        assertThat(look.hidden()).containsExactly(part);
        assertThat(StorageLook.writtenBytes(part)).isEqualTo(4096);
    }

    @Test
    void aDirectoryThatIsNotEmptyIsRefusedAndLeftAlone() throws Exception {
        Path mine = Files.writeString(directory.resolve("mine"), "mine");
        assertThatThrownBy(() -> DemoDirectory.prepare(Optional.of(directory), Optional.empty()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("is not empty");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void theGridNeverLivesAmongTheUsersFiles() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data")).toRealPath();
        assertThatThrownBy(() ->
                        DemoDirectory.prepare(
                                Optional.of(data.resolve("new/grid")), Optional.of(data)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("--data");
        assertThat(data).isEmptyDirectory();
        Path link = Files.createSymbolicLink(directory.resolve("link"), data);
        assertThatThrownBy(() ->
                        DemoDirectory.prepare(Optional.of(link.resolve("grid")), Optional.of(data)))
                .isInstanceOf(EngineException.class);
        assertThat(data).isEmptyDirectory();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
        assertThatThrownBy(() -> DemoDirectory.prepare(Optional.empty(), Optional.of(temporary)))
                .isInstanceOf(EngineException.class);
    }

    @Test
    void onlyATemporaryDirectoryIsRemoved() throws Exception {
        DemoDirectory temporary = DemoDirectory.prepare(Optional.empty(), Optional.empty());
        Path outside = Files.writeString(directory.resolve("outside"), "mine");
        Files.createSymbolicLink(temporary.path().resolve("link"), outside);
        Files.createDirectories(temporary.path().resolve("a/b"));
        temporary.removeIfTemporary();
        assertThat(temporary.path()).doesNotExist();
        assertThat(outside).hasContent("mine");

        DemoDirectory given =
                DemoDirectory.prepare(Optional.of(directory.resolve("given")), Optional.empty());
        given.removeIfTemporary();
        assertThat(given.path()).isDirectory();
    }
}
