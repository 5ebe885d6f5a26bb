/// Policies: rules that are declared together under a name, and brought about by comparing what is
/// declared with what there is.
@NullMarked
package org.godwit.rule.policy;

import org.jspecify.annotations.NullMarked;
