package org.godwit.it.architecture.sample.schedule;

import org.godwit.it.architecture.sample.library.Library;

final class UsesTheLibrary {
    Library library = new Library();
}
