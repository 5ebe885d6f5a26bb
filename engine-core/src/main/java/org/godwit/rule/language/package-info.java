/// The language that rules are written in: `keep 2 copies at FR+US of lsst:night-0042 for 30 days`.
/// Text to statement and back; what a statement does is the rule engine's.
@NullMarked
package org.godwit.rule.language;

import org.jspecify.annotations.NullMarked;
