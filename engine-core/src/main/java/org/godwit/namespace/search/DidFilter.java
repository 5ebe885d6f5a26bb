package org.godwit.namespace.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.expression.TextPattern;

/// What DIDs are asked for: those of one of the types for which all conditions of one alternative
/// hold.
public record DidFilter(List<Alternative> alternatives) {
    /// Alternatives of one filter.
    static final int ALTERNATIVES_MAX = 50;

    /// Conditions of one alternative.
    static final int CONDITIONS_MAX = 50;

    /// Conditions of which all must hold.
    ///
    /// @param types that it asks for; absent where it leaves that to the search
    public record Alternative(Optional<DidTypes> types, List<Condition> conditions) {
        public Alternative {
            conditions = List.copyOf(conditions);
        }

        boolean holds(DidFacts facts) {
            return types.orElseThrow().includes(facts.row().type())
                    && conditions.stream().allMatch(condition -> condition.holds(facts));
        }

        /// The condition on the name, if there is one that a look-up can use.
        Optional<TextPattern> name() {
            return conditions.stream()
                    .filter(condition ->
                            condition.key().equals("name")
                                    && condition.comparison() == Comparison.EQUAL)
                    .map(Condition::value)
                    .flatMap(value ->
                            switch (value) {
                                case FilterValue.Text text ->
                                        Optional.of(TextPattern.literal(text.value())).stream();
                                case FilterValue.Wildcard wildcard ->
                                        Optional.of(wildcard.pattern()).stream();
                                case FilterValue.Flag _,
                                        FilterValue.Decimal _,
                                        FilterValue.Time _ ->
                                        Optional.<TextPattern>empty().stream();
                            })
                    .findFirst();
        }

        private Alternative with(List<Condition> more) {
            List<Condition> all = new ArrayList<>(more);
            all.addAll(conditions);
            return new Alternative(types, all);
        }
    }

    public DidFilter {
        alternatives = List.copyOf(alternatives);
    }

    /// The filter that everything passes.
    public static DidFilter all() {
        return new DidFilter(List.of(new Alternative(Optional.empty(), List.of())));
    }

    /// Reads a filter: `run=42,stream=phys*;bytes>=1000000`. A comma or `and` binds stronger than a
    /// semicolon or `or`.
    public static DidFilter parse(String text) {
        return text.isBlank() ? all() : new DidFilter(new DidFilterParser(text).parse());
    }

    /// This filter with a pattern for the name in every alternative that has none of its own, and
    /// types where it says nothing of them.
    DidFilter narrowed(Optional<String> pattern, DidTypes types) {
        return new DidFilter(
                alternatives.stream()
                        .map(alternative -> {
                            List<Condition> name =
                                    pattern.filter(text -> !text.equals("*"))
                                            .map(text ->
                                                    List.of(
                                                            Condition.of(
                                                                    "name",
                                                                    Comparison.EQUAL,
                                                                    text,
                                                                    true)))
                                            .orElse(List.of());
                            return new Alternative(
                                            Optional.of(alternative.types().orElse(types)),
                                            alternative.conditions())
                                    .with(name);
                        })
                        .toList());
    }

    /// This filter without what it says of names.
    DidFilter anyName() {
        return new DidFilter(
                alternatives.stream()
                        .map(alternative ->
                                new Alternative(
                                        alternative.types(),
                                        alternative.conditions().stream()
                                                .filter(condition ->
                                                        !condition.key().equals("name"))
                                                .toList()))
                        .toList());
    }

    boolean holds(DidFacts facts) {
        return alternatives.stream().anyMatch(alternative -> alternative.holds(facts));
    }
}
