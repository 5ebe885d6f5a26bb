/// Lists of replicas as people and machines hand them in: CSV and JSON lines.
@NullMarked
package org.godwit.api.lines;

import org.jspecify.annotations.NullMarked;
