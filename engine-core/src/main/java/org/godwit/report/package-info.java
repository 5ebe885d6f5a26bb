/// Throughput: bytes by bins of time as agents wrote them, files as they were completed.
@NullMarked
package org.godwit.report;

import org.jspecify.annotations.NullMarked;
