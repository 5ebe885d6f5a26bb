package org.godwit.namespace.search;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.godwit.model.DidType;
import org.godwit.model.Names;

/// Which types of DIDs are asked for, in Rucio's words.
public enum DidTypes {
    ALL(DidType.FILE, DidType.DATASET, DidType.CONTAINER),
    COLLECTION(DidType.DATASET, DidType.CONTAINER),
    DATASET(DidType.DATASET),
    CONTAINER(DidType.CONTAINER),
    FILE(DidType.FILE);

    @SuppressWarnings("ImmutableEnumChecker") // Set.of
    private final Set<DidType> types;

    DidTypes(DidType... types) {
        this.types = Set.of(types);
    }

    boolean includes(DidType type) {
        return types.contains(type);
    }

    static DidTypes parse(String word) {
        return Arrays.stream(values())
                .filter(types -> types.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        Condition.refused(
                                "type is \""
                                        + Names.printable(word)
                                        + "\": give one of "
                                        + Arrays.stream(values())
                                                .map(types -> types.name().toLowerCase(Locale.ROOT))
                                                .collect(Collectors.joining(", "))));
    }
}
