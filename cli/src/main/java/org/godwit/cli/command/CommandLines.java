package org.godwit.cli.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Builds and runs the command line. Not thread-safe; one call per process.
public final class CommandLines {
    private CommandLines() {}

    /// Runs one command line and answers its exit code. Never throws, never ends the JVM.
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return run(Surroundings.ofProcess(out, err), arguments);
    }

    /// The same with other surroundings than the process's own.
    public static int run(Surroundings surroundings, String... arguments) {
        // "godwit help rule" is what people type; picocli says "godwit rule --help".
        String[] words =
                arguments.length > 1 && arguments[0].equals("help")
                        ? helpFor(arguments)
                        : arguments;
        boolean debug = "1".equals(surroundings.environment().get("GODWIT_DEBUG"));
        CommandLine line = build(surroundings, namedGroups(words));
        line.setOut(surroundings.out())
                .setErr(surroundings.err())
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(
                        (failure, _) -> Failures.usage(failure, surroundings.err()))
                .setExecutionExceptionHandler(
                        (failure, _, _) -> Failures.execution(failure, surroundings.err(), debug));
        return line.execute(words);
    }

    /// The first words that there are.
    public static List<String> words() {
        return Stream.of(CommandGroup.values()).map(CommandGroup::word).toList();
    }

    /// The command line with all groups complete: for completion scripts and manual pages.
    static CommandLine complete(Surroundings surroundings) {
        return build(surroundings, Set.of(CommandGroup.values()));
    }

    private static String[] helpFor(String[] arguments) {
        return Stream.concat(Stream.of(arguments).skip(1), Stream.of("--help"))
                .toArray(String[]::new);
    }

    private static Set<CommandGroup> namedGroups(String[] words) {
        return Stream.of(words)
                .flatMap(word -> CommandGroup.byWord(word).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Groups that the command line does not name are listed by their summaries alone.
    private static CommandLine build(Surroundings surroundings, Set<CommandGroup> loaded) {
        CommandLine line = new CommandLine(new RootCommand(surroundings));
        for (CommandGroup group : CommandGroup.values()) {
            line.addSubcommand(
                    group.word(),
                    loaded.contains(group)
                            ? new CommandLine(group.command())
                            : new CommandLine(summaryOf(group)));
        }
        return line;
    }

    private static CommandSpec summaryOf(CommandGroup group) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(group.summary() + ".");
        return spec;
    }
}
