package org.godwit.rule.policy;

import java.util.List;
import java.util.Optional;

/// What a file declares: rules of a name on data.
///
/// @param data DIDs as `scope:name`; in the name, `*` stands for any characters, and then datasets
///   and containers alone are meant
/// @param rules in the rule language, without `of`
public record Policy(String name, List<String> data, List<String> rules, Optional<String> comment) {
    public Policy {
        data = List.copyOf(data);
        rules = List.copyOf(rules);
    }
}
