/// A reference model of what rules mean: naive, slow, and sharing nothing with the engine but
/// names.
@NullMarked
package org.godwit.it.rules.model;

import org.jspecify.annotations.NullMarked;
