/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.agent.one;

import org.jspecify.annotations.NullMarked;
