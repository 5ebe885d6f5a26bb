/// First loads: replicas by the hundred million, sorted outside of the database and taken in as
/// files.
@NullMarked
package org.godwit.store.load;

import org.jspecify.annotations.NullMarked;
