/// The composition roots: reading [org.godwit.cli.node.ServerNode] and
/// [org.godwit.cli.node.AgentNode] shows what a process is made of. Hand wiring, no framework.
@NullMarked
package org.godwit.cli.node;

import org.jspecify.annotations.NullMarked;
