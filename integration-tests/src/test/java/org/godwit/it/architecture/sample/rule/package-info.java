/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.rule;

import org.jspecify.annotations.NullMarked;
