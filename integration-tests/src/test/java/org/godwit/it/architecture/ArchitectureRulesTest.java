package org.godwit.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Proves that each rule can fail, on the small classes in `sample` that break them.
final class ArchitectureRulesTest {
    private static final ArchitectureRules RULES =
            new ArchitectureRules("org.godwit.it.architecture.sample");
    private static final JavaClasses SAMPLES = new ClassFileImporter().importPackages(RULES.root());

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(RULES.everyPackageHasItsPlace(), "Stray"),
                Arguments.of(RULES.mayNotKnow(List.of("rule"), "store"), "KnowsTheStore"),
                Arguments.of(RULES.mayNotKnow(List.of("store"), "agent"), "Store"),
                Arguments.of(RULES.modelStandsAlone(), "KnowsTheRules"),
                Arguments.of(RULES.decisionsArePure(), "OpensAFile"),
                Arguments.of(RULES.fence(RULES.root() + ".library", "cli"), "UsesTheLibrary"),
                Arguments.of(RULES.nothingAmbient(), "Instant.now"),
                Arguments.of(RULES.nothingAmbient(), "System.nanoTime"),
                Arguments.of(RULES.nothingAmbient(), "Thread.sleep"),
                Arguments.of(RULES.nothingAmbient(), "java.util.Random.<init>()"),
                Arguments.of(RULES.everyPackageIsNullMarked(), "sample.stray"),
                Arguments.of(RULES.withoutCycles("(*).."), "Cycle detected"),
                Arguments.of(RULES.withoutCycles("agent.(*).."), "Cycle detected"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void findsTheViolation(ArchRule rule, String words) {
        List<String> details = rule.evaluate(SAMPLES).getFailureReport().getDetails();
        assertThat(details).anySatisfy(detail -> assertThat(detail).contains(words));
    }

    @Test
    void allowsWhatIsInsideTheFence() {
        ArchRule fence = RULES.fence(RULES.root() + ".library", "cli", "schedule");
        assertThat(fence.evaluate(SAMPLES).getFailureReport().getDetails())
                .noneSatisfy(detail -> assertThat(detail).contains("UsesTheLibrary"));
    }

    @Test
    void allowsTheRuntimeToReadTheClockAndOthersASeed() {
        assertThat(RULES.nothingAmbient().evaluate(SAMPLES).getFailureReport().getDetails())
                .noneSatisfy(detail -> assertThat(detail).contains("sample.runtime"))
                .noneSatisfy(detail -> assertThat(detail).contains("Random.<init>(long)"));
    }
}
