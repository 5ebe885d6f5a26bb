package org.godwit.expression;

/// The operators between the operands of an expression. All have the same precedence and apply from
/// left to right, as in Rucio.
public enum SetOperator {
    UNION('|'),
    INTERSECTION('&'),
    COMPLEMENT('\\');

    private final char symbol;

    SetOperator(char symbol) {
        this.symbol = symbol;
    }

    public char symbol() {
        return symbol;
    }
}
