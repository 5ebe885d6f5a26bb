/// An emulated long link between two network namespaces of this machine: a rate, a delay, a queue
/// and losses, with the packets of two TUN devices.
///
/// [EmulatedLink] is the whole; [Packet], [SegmentCutter], [Line], [Losses] and [PacketRing] are
/// its parts that touch no device. Linux only; needs root.
@NullMarked
package org.godwit.it.wan.link;

import org.jspecify.annotations.NullMarked;
