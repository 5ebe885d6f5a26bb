/// The catalogue as bytes: [org.godwit.store.schema.CatalogSchema] lists every column family with
/// its codecs; the format is documented in `docs/formats/catalogue.md`. No storage library is seen
/// here.
@NullMarked
package org.godwit.store.schema;

import org.jspecify.annotations.NullMarked;
