/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.store;

import org.jspecify.annotations.NullMarked;
