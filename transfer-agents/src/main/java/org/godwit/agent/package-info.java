/// The agent process of a site: takes the engine's orders, runs transfers and scans, says how they
/// ended. [TransferAgent] puts it together.
@NullMarked
package org.godwit.agent;

import org.jspecify.annotations.NullMarked;
