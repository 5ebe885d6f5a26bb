/// Runs audits ([org.godwit.audit]): threads, sorted files, and the talk with agents. Everything
/// that must outlast the process is in the catalogue.
@NullMarked
package org.godwit.engine.audit;

import org.jspecify.annotations.NullMarked;
