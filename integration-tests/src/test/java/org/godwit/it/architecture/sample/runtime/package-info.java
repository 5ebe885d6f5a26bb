/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.runtime;

import org.jspecify.annotations.NullMarked;
