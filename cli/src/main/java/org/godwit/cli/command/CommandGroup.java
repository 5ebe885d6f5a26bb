package org.godwit.cli.command;

import java.util.Arrays;
import java.util.Optional;

/// The first words that `godwit` knows. The list alone serves `godwit --help`; the class behind a
/// word is loaded only by [#command()], so that a simple command pays for itself alone.
enum CommandGroup {
    SERVER("server", "Run the engine: catalogue, rules, scheduling, API"),
    AGENT("agent", "Run an agent at a site, or list the agents"),
    COMPLETION("completion", "Print the completion script for bash or zsh");

    private final String word;
    private final String summary;

    CommandGroup(String word, String summary) {
        this.word = word;
        this.summary = summary;
    }

    static Optional<CommandGroup> byWord(String word) {
        return Arrays.stream(values()).filter(group -> group.word.equals(word)).findFirst();
    }

    String word() {
        return word;
    }

    String summary() {
        return summary;
    }

    /// A fresh picocli command. A switch and not a field, so that only this group's classes load.
    Object command() {
        return switch (this) {
            case SERVER -> new ServerCommand();
            case AGENT -> new AgentCommand();
            case COMPLETION -> new CompletionCommand();
        };
    }
}
