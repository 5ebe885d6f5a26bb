package org.godwit.cli.command;

import picocli.CommandLine.Option;

/// For processes that another one starts and must not leave behind.
final class ParentOption {
    @Option(
            names = "--exit-with-parent",
            description =
                    "End when standard input ends, hence with the process that holds its other end.")
    private boolean exit;

    boolean exitWithParent() {
        return exit;
    }
}
