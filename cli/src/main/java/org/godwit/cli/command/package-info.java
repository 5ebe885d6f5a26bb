/// The commands, noun verb. [CommandGroup] lists the nouns; each is one picocli class that is
/// loaded only when the command line names it. To add one: write the class (annotated with
/// `@Command`, a no-argument constructor, `Callable<Integer>` at its verbs, answering
/// [ExitCode#code()]), add a constant to [CommandGroup]. Verbs print to
/// `spec.commandLine().getOut()` and throw [org.godwit.runtime.EngineException] where something is
/// refused: [Failures] is the one place that turns it into a line and an exit code.
@NullMarked
package org.godwit.cli.command;

import org.jspecify.annotations.NullMarked;
