package org.godwit.it.rules;

/// Where a case says how far it is.
@FunctionalInterface
interface Progress {
    void say(String line);
}
