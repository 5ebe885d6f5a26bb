package org.godwit.agent.wire;

/// Why the source cannot deliver a file. The code travels as its number.
public enum FileErrorCode {
    NOT_FOUND(1),
    CHANGED(2),
    READ_FAILED(3),
    REFUSED(4),
    BUSY(5);

    private final int number;

    FileErrorCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    static FileErrorCode of(int number) throws WireException {
        for (FileErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        throw new WireException("unknown file error " + number);
    }
}
