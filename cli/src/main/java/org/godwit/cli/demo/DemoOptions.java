package org.godwit.cli.demo;

import java.nio.file.Path;
import java.util.Optional;

/// What the user asked the demo for.
///
/// @param data the user's own files, read and never written to; a night is made without it
/// @param directory where the grid lives; a temporary one without it
/// @param keep whether the grid goes on running
/// @param bytes of the night that is made
/// @param seed of its content
/// @param kill whether an agent is killed in the middle of a second dataset
public record DemoOptions(
        Optional<Path> data,
        Optional<Path> directory,
        boolean keep,
        long bytes,
        long seed,
        boolean kill) {}
