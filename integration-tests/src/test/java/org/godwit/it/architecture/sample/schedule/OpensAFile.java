package org.godwit.it.architecture.sample.schedule;

import java.nio.file.Files;
import java.nio.file.Path;

final class OpensAFile {
    boolean exists(Path path) {
        return Files.exists(path);
    }
}
