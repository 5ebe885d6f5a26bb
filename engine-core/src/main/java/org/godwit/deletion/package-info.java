/// Deletion: which replicas go, in which order, and how none goes that is still wanted.
///
/// ```
/// tombstone ─reserve─▶ BEING_DELETED ─examine another copy─▶ ordered ─agent: rename to trash─▶ gone
///     ▲                      │ a rule wants it again (only before the first order)
///     └── AVAILABLE ◀────────┘
/// ```
@NullMarked
package org.godwit.deletion;

import org.jspecify.annotations.NullMarked;
