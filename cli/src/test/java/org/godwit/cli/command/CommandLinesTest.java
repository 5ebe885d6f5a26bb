package org.godwit.cli.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CommandLinesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private final Surroundings surroundings =
            Surroundings.ofProcess(new PrintWriter(out, true), new PrintWriter(err, true));

    private int run(String... arguments) {
        return CommandLines.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void printsItsVersionAndNothingElse() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("godwit \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void listsEveryGroupInItsHelp() {
        assertThat(run("--help")).isZero();
        for (CommandGroup group : CommandGroup.values()) {
            assertThat(out.toString()).contains(group.word()).contains(group.summary());
        }
    }

    @Test
    void everyGroupHasHelpOfItsOwn() {
        for (CommandGroup group : CommandGroup.values()) {
            assertThat(run("help", group.word())).as(group.word()).isZero();
            assertThat(out.toString()).contains("Usage: godwit " + group.word());
        }
    }

    @Test
    void summaryInTheListIsTheGroupsOwnDescription() {
        for (CommandGroup group : CommandGroup.values()) {
            CommandLine line =
                    requireNonNull(
                            CommandLines.complete(surroundings).getSubcommands().get(group.word()));
            assertThat(line.getCommandSpec().usageMessage().description())
                    .startsWith(group.summary() + ".");
        }
    }

    @Test
    void everyVerbPrintsItsHelpWithItsOptions() {
        CommandLines.complete(surroundings)
                .getSubcommands()
                .forEach((noun, line) ->
                        line.getSubcommands()
                                .forEach((verb, _) -> {
                                    assertThat(run(noun, verb, "--help"))
                                            .as("%s %s", noun, verb)
                                            .isZero();
                                    assertThat(out.toString())
                                            .contains("Usage: godwit %s %s".formatted(noun, verb));
                                }));
    }

    @Test
    void aNounWithoutAVerbListsItsVerbs() {
        assertThat(run("rule")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("add", "watch", "locks");
    }

    @Test
    void withoutACommandPrintsTheHelpAndFailsAsUsage() {
        assertThat(run()).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("Usage: godwit");
    }

    @Test
    void suggestsTheWordThatWasMeant() {
        assertThat(run("completoin")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .startsWith("godwit: ")
                .contains("completoin", "did you mean completion")
                .contains("See: godwit --help");
    }

    @Test
    void refusesAShellThatItHasNoScriptFor() {
        assertThat(run("completion", "fish")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("fish").contains("See: godwit completion --help");
    }

    @Test
    void completionScriptsNameEveryGroup() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).startsWith("#!/usr/bin/env bash");
        for (CommandGroup group : CommandGroup.values()) {
            assertThat(out.toString()).contains(group.word());
        }
    }

    @Test
    void zshFindsTheScriptByItsFirstLine() {
        assertThat(run("completion", "zsh")).isZero();
        assertThat(out.toString()).startsWith("#compdef godwit\n");
    }
}
