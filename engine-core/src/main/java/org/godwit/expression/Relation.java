package org.godwit.expression;

/// How a comparison relates an attribute to a value. The last three are not in Rucio's grammar.
public enum Relation {
    EQUAL("="),
    LESS("<"),
    GREATER(">"),
    NOT_EQUAL("!="),
    LESS_OR_EQUAL("<="),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Relation(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }

    /// Whether this relation compares numbers; the others compare text.
    public boolean isNumeric() {
        return this != EQUAL && this != NOT_EQUAL;
    }
}
