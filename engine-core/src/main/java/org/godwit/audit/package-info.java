/// Audits: what an RSE's storage has compared with what the catalogue says
/// ([org.godwit.audit.Comparison]), and, if somebody asks for it, what is done about the
/// difference: lost replicas are declared bad, dark files are put into quarantine. Who runs them is
/// `org.godwit.engine.audit`.
@NullMarked
package org.godwit.audit;

import org.jspecify.annotations.NullMarked;
