/// Configuration files: strict YAML with the place of every problem.
@NullMarked
package org.godwit.config;

import org.jspecify.annotations.NullMarked;
