package org.godwit.it.cases;

/// Says to a person how far a measurement is. Thread-safe.
@FunctionalInterface
public interface Progress {
    void say(String line);
}
