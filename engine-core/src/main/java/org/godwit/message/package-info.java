/// What engine and agents say to each other: orders, outcomes, grants. Versioned, idempotent,
/// signed by their sender (see `org.godwit.security`); the postman between them is not trusted.
@NullMarked
package org.godwit.message;

import org.jspecify.annotations.NullMarked;
