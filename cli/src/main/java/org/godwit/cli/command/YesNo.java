package org.godwit.cli.command;

/// An answer on the command line; lower case, since users type it.
enum YesNo {
    yes,
    no;

    boolean isYes() {
        return this == yes;
    }
}
