/// How engine and agents reach each other: mailboxes of signed envelopes, and who seems to be
/// alive.
///
/// Everything here is at most a hint. A mailbox may lose, repeat, reorder, delay and invent
/// messages, and presence may be wrong; none of that may cost more than time. So every message is a
/// [signed envelope][org.godwit.security.EnvelopeSigner], every order and outcome is idempotent,
/// and what got lost is derived again from the catalogue.
@NullMarked
package org.godwit.coordination;

import org.jspecify.annotations.NullMarked;
