package org.godwit.agent.doctor;

import java.util.Optional;
import java.util.OptionalLong;

/// What one check found.
///
/// @param name of the check, in words joined by `-`; it does not change between versions
/// @param subject what was looked at where there can be several: an RSE, an interface
/// @param text in plain words, one line
/// @param advice what to run or set, exactly, one line
/// @param bytesPerSecondMax the rate that this alone allows, where that can be said
/// @param cost processor time that it takes
public record Finding(
        String name,
        Optional<String> subject,
        Health health,
        String text,
        Optional<String> advice,
        OptionalLong bytesPerSecondMax,
        Cost cost) {

    static Finding of(Health health, String name, String text) {
        return new Finding(
                name,
                Optional.empty(),
                health,
                text,
                Optional.empty(),
                OptionalLong.empty(),
                Cost.NONE);
    }

    static Finding ok(String name, String text) {
        return of(Health.OK, name, text);
    }

    static Finding warn(String name, String text) {
        return of(Health.WARN, name, text);
    }

    static Finding bad(String name, String text) {
        return of(Health.BAD, name, text);
    }

    static Finding unknown(String name, String text) {
        return of(Health.UNKNOWN, name, text);
    }

    Finding about(String what) {
        return new Finding(name, Optional.of(what), health, text, advice, bytesPerSecondMax, cost);
    }

    Finding advising(String what) {
        return new Finding(name, subject, health, text, Optional.of(what), bytesPerSecondMax, cost);
    }

    Finding allowing(double bytesPerSecond) {
        return new Finding(
                name,
                subject,
                health,
                text,
                advice,
                OptionalLong.of(Math.round(bytesPerSecond)),
                cost);
    }

    Finding costing(Cost seconds) {
        return new Finding(name, subject, health, text, advice, bytesPerSecondMax, seconds);
    }

    /// Name and subject.
    public String title() {
        return subject.map(what -> name + " " + what).orElse(name);
    }
}
