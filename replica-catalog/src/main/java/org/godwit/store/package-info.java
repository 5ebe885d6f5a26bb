/// The replica catalogue on disk: [org.godwit.store.RocksCatalog] implements the port. `schema` has
/// the bytes, `rocks` the database, `maintenance` backups and checks.
@NullMarked
package org.godwit.store;

import org.jspecify.annotations.NullMarked;
