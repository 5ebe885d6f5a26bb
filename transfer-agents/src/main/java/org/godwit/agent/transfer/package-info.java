/// One file from a source agent to a storage here: [TransferService] runs the transfers of an
/// agent, from the order to the verified, synced file or the reason why not.
@NullMarked
package org.godwit.agent.transfer;

import org.jspecify.annotations.NullMarked;
