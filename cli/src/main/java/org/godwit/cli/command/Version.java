package org.godwit.cli.command;

import org.godwit.cli.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"godwit " + BuildVersion.text()};
    }
}
