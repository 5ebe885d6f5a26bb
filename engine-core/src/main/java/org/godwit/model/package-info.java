/// The field's nouns as records: DIDs, replicas, rules, locks, requests and their states. JDK only.
@NullMarked
package org.godwit.model;

import org.jspecify.annotations.NullMarked;
