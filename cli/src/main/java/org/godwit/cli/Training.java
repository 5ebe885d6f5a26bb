package org.godwit.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.stream.Stream;
import org.godwit.cli.command.CommandLines;

/// What the JVM watches while `bin/godwit` makes its start-up cache (`-XX:AOTCacheOutput`): the
/// commands that people wait for, with their output thrown away. It must not change anything
/// outside the process, and its failures do not matter: a class that it misses only loads slower.
final class Training {
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("--version"),
                    List.of("--help"),
                    List.of("no-such-command"),
                    List.of("completion", "bash"));

    private Training() {}

    public static void main(String[] arguments) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Stream<List<String>> helps =
                CommandLines.words().stream().map(word -> List.of("help", word));
        Stream.concat(COMMANDS.stream(), helps)
                .forEach(command ->
                        CommandLines.run(nowhere, nowhere, command.toArray(String[]::new)));
    }
}
