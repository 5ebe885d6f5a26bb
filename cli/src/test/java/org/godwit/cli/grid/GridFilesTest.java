package org.godwit.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.godwit.cli.grid.GridPlan.Memory;
import org.godwit.cli.grid.GridPlan.Site;
import org.godwit.cli.grid.GridPlan.Storage;
import org.godwit.config.AgentConfig;
import org.godwit.config.EngineConfig;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GridFilesTest {
    @TempDir private Path temporary = Path.of("");

    private GridPlan plan(GridLayout layout, Path data) {
        return new GridPlan(
                List.of(
                        new Site(
                                "FR",
                                "FR",
                                List.of(new Storage("FR", layout.storage("FR"), false))),
                        new Site(
                                "UK",
                                "GB",
                                List.of(
                                        new Storage("UK", layout.storage("UK"), false),
                                        new Storage("UK-DATA", data, true)))),
                Memory.SMALL);
    }

    @Test
    void configurationsAreWhatTheNodesRead() {
        GridLayout layout = new GridLayout(temporary.resolve("a \"grid\" d'été"));
        Path data = temporary.resolve("my \\ data");
        GridFiles.write(layout, plan(layout, data), EngineClock.system());

        EngineConfig engine = EngineConfig.load(layout.engineConfig());
        assertThat(engine.data()).isEqualTo(layout.engineData());
        assertThat(engine.tls().certificate()).exists();
        AgentConfig agent = AgentConfig.load(layout.agentConfig("UK"));
        assertThat(agent.site()).isEqualTo("UK");
        assertThat(agent.enginePort()).isEqualTo(engine.control().port());
        assertThat(agent.tls().key()).exists();
        assertThat(agent.rses())
                .containsExactly(
                        new AgentConfig.Storage("UK", layout.storage("UK"), false),
                        new AgentConfig.Storage("UK-DATA", data, true));
        assertThat(AgentConfig.load(layout.agentConfig("FR")).data().port())
                .isNotEqualTo(agent.data().port());
    }

    @Test
    void makesStorageExceptWhatIsReadOnly() throws Exception {
        GridLayout layout = new GridLayout(temporary.resolve("grid"));
        Path data = temporary.resolve("data");
        GridFiles.write(layout, plan(layout, data), EngineClock.system());
        assertThat(layout.storage("FR")).isEmptyDirectory();
        assertThat(data).doesNotExist();
        assertThat(Files.getPosixFilePermissions(layout.deployment()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aGridMayBeMovedWithItsDirectory() throws Exception {
        GridLayout layout = new GridLayout(temporary.resolve("before"));
        GridFiles.write(layout, plan(layout, temporary), EngineClock.system());
        GridLayout moved = new GridLayout(temporary.resolve("after"));
        Files.move(layout.directory(), moved.directory());
        assertThat(EngineConfig.load(moved.engineConfig()).data()).isEqualTo(moved.engineData());
    }

    @Test
    void refusesADirectoryWithAGridAndTouchesNothing() throws Exception {
        GridLayout layout = new GridLayout(temporary.resolve("grid"));
        GridFiles.write(layout, plan(layout, temporary), EngineClock.system());
        String before = Files.readString(layout.engineConfig());
        assertThatThrownBy(() ->
                        GridFiles.write(layout, plan(layout, temporary), EngineClock.system()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("already");
        assertThat(layout.engineConfig()).hasContent(before.strip());
    }
}
