/// Who is who: the deployment's certificate authority, the credentials of a process, the roles that
/// certificates carry, and messages signed by their sender.
///
/// Everything that crosses a process border is either inside mutual TLS with a role check
/// ([org.godwit.security.Credentials#sslContext]) or inside a [signed
/// envelope][org.godwit.security.EnvelopeSigner], mostly both.
@NullMarked
package org.godwit.security;

import org.jspecify.annotations.NullMarked;
