package org.godwit.it.cases;

import java.util.Map;

/// The runs that a figure came from.
public interface Evidence {
    /// Whether they say nothing about the product.
    boolean isVoid();

    /// Whether what they did was right.
    boolean isCorrect();

    /// What a reader needs to judge them.
    Map<String, Object> detail();
}
