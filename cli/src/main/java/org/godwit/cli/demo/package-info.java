/// `godwit demo`: the main job on one machine, with proofs.
@NullMarked
package org.godwit.cli.demo;

import org.jspecify.annotations.NullMarked;
