/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.library;

import org.jspecify.annotations.NullMarked;
