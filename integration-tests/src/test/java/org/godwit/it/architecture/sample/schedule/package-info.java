/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.schedule;

import org.jspecify.annotations.NullMarked;
