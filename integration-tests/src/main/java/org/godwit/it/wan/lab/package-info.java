/// Sites in network namespaces of this machine, with emulated long links between them: [Lab] for
/// programs, [LinkCommand] for persons.
@NullMarked
package org.godwit.it.wan.lab;

import org.jspecify.annotations.NullMarked;
