package org.godwit.model;

/// Who rules: a catalogue's incarnation (new after a restore from backup) and the term of the
/// engine that serves it (new at every start). Agents refuse orders of an epoch below the highest
/// that they have obeyed.
public record Epoch(long incarnation, long term) implements Comparable<Epoch> {
    @Override
    public int compareTo(Epoch other) {
        int order = Long.compare(incarnation, other.incarnation);
        return order != 0 ? order : Long.compare(term, other.term);
    }

    @Override
    public String toString() {
        return incarnation + "." + term;
    }
}
