/// What exists already: replicas that people declare, and scans in which an agent reads the files
/// below a path where they are.
@NullMarked
package org.godwit.registration;

import org.jspecify.annotations.NullMarked;
