/// Who calls, and what they may do: [org.godwit.api.access.Authenticator] finds the account,
/// [org.godwit.api.access.Authorizer] alone gives the permits without which nothing is decided.
@NullMarked
package org.godwit.api.access;

import org.jspecify.annotations.NullMarked;
