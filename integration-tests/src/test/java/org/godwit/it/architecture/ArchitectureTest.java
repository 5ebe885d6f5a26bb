package org.godwit.it.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the rules against the main classes and sources of all modules.
final class ArchitectureTest {
    private static final int SOURCE_LINES_MAX = 500;

    /// Main code of every module: from `target/classes` or from jars, never tests nor the test kit.
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("org.godwit");

    static List<ArchRule> rules() {
        return new ArchitectureRules("org.godwit").all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(MAIN);
    }

    @Test
    void seesTheMainClassesOfTheOtherModules() {
        assertThat(MAIN.contain("org.godwit.runtime.EngineClock")).isTrue();
        assertThat(MAIN.contain("org.godwit.cli.Main")).isTrue();
        assertThat(MAIN.contain(ArchitectureTest.class)).isFalse();
        assertThat(MAIN.contain("org.godwit.runtime.ManualClock")).isFalse();
    }

    @Test
    void sourceFilesStayShort() throws IOException {
        try (Stream<Path> files = Files.walk(sourceRoot())) {
            List<Path> sources = files.filter(ArchitectureTest::isSource).toList();
            assertThat(sources).isNotEmpty();
            assertThat(sources.stream().filter(file -> lines(file) > SOURCE_LINES_MAX))
                    .as("files of more than %d lines", SOURCE_LINES_MAX)
                    .isEmpty();
        }
    }

    private static boolean isSource(Path file) {
        String name = file.toString();
        return name.endsWith(".java") && name.contains("/src/") && !name.contains("/target/");
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Maven runs tests in their module's directory.
    private static Path sourceRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.isDirectory(directory.resolve("engine-core"))) {
            directory = directory.getParent();
        }
        return requireNonNull(directory, "no directory above holds engine-core");
    }
}
