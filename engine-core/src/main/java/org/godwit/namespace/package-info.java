/// Names: accounts and the ways to prove to be one, scopes, DIDs, and the tree that collections
/// form. What collections hold is changed in `org.godwit.content`, which also knows the rules that
/// follow it.
@NullMarked
package org.godwit.namespace;

import org.jspecify.annotations.NullMarked;
