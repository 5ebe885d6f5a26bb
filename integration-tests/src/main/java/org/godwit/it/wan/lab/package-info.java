/// Sites in network namespaces of this machine and long links between them.
@NullMarked
package org.godwit.it.wan.lab;

import org.jspecify.annotations.NullMarked;
