package org.godwit.agent.wire;

import org.godwit.model.Bottleneck;

/// The numbers that stand for stages on the wire; they are never given to another stage.
final class BottleneckCode {
    private BottleneckCode() {}

    static int of(Bottleneck stage) {
        return switch (stage) {
            case ORDERS -> 1;
            case SOURCE_DISK -> 2;
            case SOURCE_CPU -> 3;
            case WINDOW -> 4;
            case PACING -> 5;
            case LOSS -> 6;
            case LINK -> 7;
            case DESTINATION_CPU -> 8;
            case DESTINATION_DISK -> 9;
        };
    }

    static Bottleneck toBottleneck(int number) throws WireException {
        return switch (number) {
            case 1 -> Bottleneck.ORDERS;
            case 2 -> Bottleneck.SOURCE_DISK;
            case 3 -> Bottleneck.SOURCE_CPU;
            case 4 -> Bottleneck.WINDOW;
            case 5 -> Bottleneck.PACING;
            case 6 -> Bottleneck.LOSS;
            case 7 -> Bottleneck.LINK;
            case 8 -> Bottleneck.DESTINATION_CPU;
            case 9 -> Bottleneck.DESTINATION_DISK;
            default -> throw new WireException("unknown stage " + number);
        };
    }
}
