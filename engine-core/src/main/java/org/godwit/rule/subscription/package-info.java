/// Subscriptions: what new data must be like, and the rules that are made for it.
@NullMarked
package org.godwit.rule.subscription;

import org.jspecify.annotations.NullMarked;
