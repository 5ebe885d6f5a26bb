package org.godwit.cli.command;

import java.util.Arrays;
import java.util.Optional;

/// The first words that `godwit` knows. The list alone serves `godwit --help`; the class behind a
/// word is loaded only by [#command()], so that a simple command pays for itself alone.
enum CommandGroup {
    RULE("rule", "Rules: how many copies of what, where, for how long"),
    POLICY("policy", "Policies: rules declared in files"),
    SUBSCRIPTION("subscription", "Subscriptions: rules for data that is still to come"),
    DID("did", "Data identifiers: files, datasets, containers"),
    REPLICA("replica", "Replicas: which copies of a file lie where"),
    TRANSFER("transfer", "Transfers: what is asked for, on its way, or waiting, and why"),
    EVENT("event", "Events: what happened, in order, to be read on without loss"),
    LINK("link", "Links: what moves from one site to another, and how much may"),
    REPORT("report", "Reports: what moved, how fast, what failed"),
    SITE("site", "Sites: where storage and agents are"),
    RSE("rse", "RSEs: storage elements, each at a site"),
    SCOPE("scope", "Scopes: the first part of every data identifier"),
    ACCOUNT("account", "Accounts: the owners of rules, data and scopes"),
    TOKEN("token", "Tokens: for programs that cannot show a certificate"),
    PING("ping", "Ask the engine whether it is there, and its version"),
    WHOAMI("whoami", "Show the account that the engine takes you for"),
    DEMO("demo", "Show the main job on this machine, with proofs"),
    SERVER("server", "Run the engine: catalogue, rules, scheduling, API"),
    AGENT("agent", "Run an agent at a site, list agents, see what limits a host"),
    ADMIN("admin", "Make a deployment's authority, certificates and configuration"),
    CATALOG("catalog", "Check, copy, repair and restore the catalogue"),
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
            case RULE -> new RuleCommand();
            case POLICY -> new PolicyCommand();
            case SUBSCRIPTION -> new SubscriptionCommand();
            case DID -> new DidCommand();
            case REPLICA -> new ReplicaCommand();
            case TRANSFER -> new TransferCommand();
            case EVENT -> new EventCommand();
            case LINK -> new LinkCommand();
            case REPORT -> new ReportCommand();
            case SITE -> new SiteCommand();
            case RSE -> new RseCommand();
            case SCOPE -> new ScopeCommand();
            case ACCOUNT -> new AccountCommand();
            case TOKEN -> new TokenCommand();
            case PING -> new PingCommand();
            case WHOAMI -> new WhoamiCommand();
            case DEMO -> new DemoCommand();
            case SERVER -> new ServerCommand();
            case AGENT -> new AgentCommand();
            case ADMIN -> new AdminCommand();
            case CATALOG -> new CatalogCommand();
            case COMPLETION -> new CompletionCommand();
        };
    }
}
