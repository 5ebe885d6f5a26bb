/// Rules: so many copies of a DID's files at the RSEs of an expression. Adding a rule chooses RSEs
/// and writes locks and requests in one decision; a large one is planned in chunks. What
/// collections gain or lose afterwards is followed file by file.
@NullMarked
package org.godwit.rule;

import org.jspecify.annotations.NullMarked;
