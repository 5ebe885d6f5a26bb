/// Finding DIDs: the filter language, and the search that reads as little as a filter allows.
@NullMarked
package org.godwit.namespace.search;

import org.jspecify.annotations.NullMarked;
