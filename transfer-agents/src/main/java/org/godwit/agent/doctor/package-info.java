/// What limits this host as a transfer node: checks of its kernel's settings, network, processors,
/// memory, disks and libraries, each with what to do about it. It changes nothing. Measurements are
/// bounded in time and bytes; what they write lies in Godwit's own directory of a storage and is
/// removed. Facts of the host are read through [HostFiles] and [Kernel], so that tests give others.
@NullMarked
package org.godwit.agent.doctor;

import org.jspecify.annotations.NullMarked;
