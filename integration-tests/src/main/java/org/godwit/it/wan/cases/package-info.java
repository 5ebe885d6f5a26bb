/// What is measured on an emulated long link, one file a case or family of cases: the product's
/// agents against a target, with the tools that people use today beside them in the same run.
@NullMarked
package org.godwit.it.wan.cases;

import org.jspecify.annotations.NullMarked;
