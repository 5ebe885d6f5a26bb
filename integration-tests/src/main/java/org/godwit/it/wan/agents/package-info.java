/// The agents that a benchmark measures: processes made of the product's own data plane, which a
/// harness drives by lines of JSON on standard input and output in place of an engine.
@NullMarked
package org.godwit.it.wan.agents;

import org.jspecify.annotations.NullMarked;
