/// The catalogue's tables: [org.godwit.catalog.schema.Tables] lists them all,
/// [org.godwit.catalog.schema.Derivations] says which follow from which. Rows are named after what
/// they hold, keys after how they sort.
@NullMarked
package org.godwit.catalog.schema;

import org.jspecify.annotations.NullMarked;
