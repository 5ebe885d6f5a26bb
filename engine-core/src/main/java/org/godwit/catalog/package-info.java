/// The catalogue port: ordered typed tables, read views, change sets, and the transaction that
/// keeps every index and counter in step with what it is derived from.
///
/// A storage implements [ReplicaCatalog] and nothing else; which tables there are, and what is
/// derived from what, is said once in `org.godwit.catalog.schema`.
@NullMarked
package org.godwit.catalog;

import org.jspecify.annotations.NullMarked;
