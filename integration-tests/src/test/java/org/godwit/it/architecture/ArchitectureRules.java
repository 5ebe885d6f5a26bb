package org.godwit.it.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Who may know whom (docs/architecture.md). All rules are relative to a root package, so that the
/// same rules are held against Godwit and against samples that break them.
record ArchitectureRules(String root) {
    private static final List<String> CORE =
            List.of(
                    "model",
                    "expression",
                    "decision",
                    "lock",
                    "rule",
                    "namespace",
                    "content",
                    "topology",
                    "transfer",
                    "schedule",
                    "fleet",
                    "registration",
                    "deletion",
                    "relocation",
                    "report",
                    "catalog",
                    "message",
                    "security",
                    "coordination",
                    "engine",
                    "api",
                    "config",
                    "runtime");
    private static final List<String> PURE =
            List.of(
                    "model",
                    "expression",
                    "decision",
                    "lock",
                    "rule",
                    "namespace",
                    "content",
                    "topology",
                    "transfer",
                    "schedule",
                    "fleet",
                    "registration",
                    "deletion",
                    "relocation");

    /// Calls that read a clock, wait, or draw random numbers that no seed repeats.
    private static final Set<String> AMBIENT =
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.nanoTime",
                    "java.lang.Thread.sleep",
                    "java.util.concurrent.TimeUnit.sleep",
                    "java.lang.Math.random",
                    "java.util.UUID.randomUUID",
                    "java.util.concurrent.ThreadLocalRandom.current",
                    "java.util.random.RandomGenerator.getDefault",
                    "java.time.Clock.systemUTC",
                    "java.time.Clock.systemDefaultZone",
                    "java.time.Clock.system",
                    "java.time.Instant.now",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.OffsetDateTime.now",
                    "java.time.ZonedDateTime.now");

    /// Constructors without an argument that do the same.
    private static final Set<String> AMBIENT_CONSTRUCTORS =
            Set.of("java.util.Random", "java.util.SplittableRandom", "java.util.Date");

    List<ArchRule> all() {
        return List.of(
                everyPackageHasItsPlace(),
                mayNotKnow(CORE, "store", "agent", "cli", "it"),
                mayNotKnow(List.of("store"), "agent", "cli", "it"),
                mayNotKnow(List.of("agent"), "store", "cli", "it"),
                mayNotKnow(List.of("cli"), "it"),
                modelStandsAlone(),
                decisionsArePure(),
                fence("org.rocksdb", "store.rocks"),
                fence("io.netty", "agent.wire", "agent.channel", "agent.tls"),
                fence("com.hazelcast", "coordination.hazelcast"),
                fence("io.vertx", "api.rest"),
                fence("picocli", "cli", "it"),
                nothingAmbient(),
                everyPackageIsNullMarked(),
                withoutCycles("(*).."),
                withoutCycles("cli.(*).."),
                withoutCycles("agent.(*).."),
                withoutCycles("store.(*).."));
    }

    /// A new concept is a decision: it gets a place in the map before it gets a package.
    ArchRule everyPackageHasItsPlace() {
        return classes()
                .should()
                .resideInAnyPackage(
                        trees(
                                Stream.concat(
                                        CORE.stream(), Stream.of("store", "agent", "cli", "it"))))
                .allowEmptyShould(true);
    }

    ArchRule mayNotKnow(List<String> who, String... whom) {
        return noClasses()
                .that()
                .resideInAnyPackage(trees(who.stream()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(trees(Arrays.stream(whom)))
                .allowEmptyShould(true);
    }

    /// The domain's words need nothing but Java and the error codes.
    ArchRule modelStandsAlone() {
        return classes()
                .that()
                .resideInAPackage(tree("model"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.google.errorprone..",
                        tree("model"),
                        tree("runtime"))
                .allowEmptyShould(true);
    }

    /// Decide, then commit, then act: what decides touches no file, no socket and no thread.
    ArchRule decisionsArePure() {
        DescribedPredicate<JavaClass> world =
                resideInAnyPackage("java.nio.channels..", "java.net.http..", "javax.net..")
                        .or(
                                named(
                                        "java.nio.file.Files",
                                        "java.io.File",
                                        "java.io.FileInputStream",
                                        "java.io.FileOutputStream",
                                        "java.io.RandomAccessFile",
                                        "java.net.Socket",
                                        "java.net.ServerSocket",
                                        "java.lang.Thread",
                                        "java.util.concurrent.Executors",
                                        "java.util.concurrent.ExecutorService",
                                        "java.util.concurrent.ScheduledExecutorService"))
                        .as("files, sockets and threads");
        return noClasses()
                .that()
                .resideInAnyPackage(trees(PURE.stream()))
                .should()
                .dependOnClassesThat(world)
                .allowEmptyShould(true);
    }

    /// A library's types stay where they are wrapped.
    ArchRule fence(String library, String... inside) {
        return noClasses()
                .that()
                .resideInAPackage(tree())
                .and()
                .resideOutsideOfPackages(trees(Arrays.stream(inside)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..")
                .allowEmptyShould(true);
    }

    /// The clock and the source of random numbers are injected; only `runtime` makes them. What
    /// runs real processes and measures them is the other place.
    ArchRule nothingAmbient() {
        DescribedPredicate<JavaAccess<?>> ambient =
                DescribedPredicate.describe(
                        "a clock or chance that nobody injected", ArchitectureRules::isAmbient);
        return noClasses()
                .that()
                .resideInAPackage(tree())
                .and()
                .resideOutsideOfPackages(tree("runtime"), tree("it.grid"), tree("it.bench"))
                .should()
                .accessTargetWhere(ambient)
                .allowEmptyShould(true);
    }

    ArchRule everyPackageIsNullMarked() {
        return classes()
                .should(
                        new ArchCondition<>("live in a @NullMarked package") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                boolean marked =
                                        item.getPackage().isAnnotatedWith(NullMarked.class);
                                events.add(
                                        new SimpleConditionEvent(
                                                item,
                                                marked,
                                                item.getPackageName()
                                                        + " has no package-info with @NullMarked"));
                            }
                        })
                .allowEmptyShould(true);
    }

    ArchRule withoutCycles(String concept) {
        return slices().matching(root + "." + concept)
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    private static boolean isAmbient(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        if (access.getName().equals("<init>")) {
            return AMBIENT_CONSTRUCTORS.contains(owner)
                    && access.getTarget().getFullName().endsWith("<init>()");
        }
        return AMBIENT.contains(owner + "." + access.getName());
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        Set<String> set = Set.of(names);
        return DescribedPredicate.describe("named " + set, type -> set.contains(type.getName()));
    }

    private String tree() {
        return root + "..";
    }

    private String tree(String concept) {
        return root + "." + concept + "..";
    }

    private String[] trees(Stream<String> concepts) {
        return concepts.map(this::tree).toArray(String[]::new);
    }
}
