package org.godwit.expression;

import java.util.Map;

/// What an expression sees of an RSE. `country` may be empty. `attributes` holds the RSE's
/// attributes and Rucio's columns (see [RseColumn]) as text, booleans as `true` and `false`; the
/// RSE's own name need not be among them.
public record RseView(
        int id, String name, String site, String country, Map<String, String> attributes) {
    public RseView {
        attributes = Map.copyOf(attributes);
    }
}
