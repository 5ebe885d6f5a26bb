/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.agent.two;

import org.jspecify.annotations.NullMarked;
