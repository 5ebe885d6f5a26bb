/// Classes that break the rules.
@NullMarked
package org.godwit.it.architecture.sample.model;

import org.jspecify.annotations.NullMarked;
