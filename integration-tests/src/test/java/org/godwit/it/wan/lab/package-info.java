/// Tests of the lab, over real namespaces.
@NullMarked
package org.godwit.it.wan.lab;

import org.jspecify.annotations.NullMarked;
