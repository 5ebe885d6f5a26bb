package org.godwit.model;

/// One attempt to make one replica: the file's numeric id, the destination RSE's numeric id, the
/// replica's generation and the number of the attempt. An order with a given id is carried out at
/// most once with effect; repeating it changes nothing.
public record OrderId(long did, int rse, long generation, int attempt) {
    @Override
    public String toString() {
        return did + "-" + rse + "-" + generation + "-" + attempt;
    }
}
