/// Rules.
@NullMarked
package org.godwit.rule;

import org.jspecify.annotations.NullMarked;
