package org.godwit.store.load;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.catalog.schema.NameKey;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The datasets of a load: numbered as they come, and given ids in the order of their names, so
/// that what they hold sorts as the files do where names begin alike. Thread-safe.
final class NewDatasets {
    /// They are kept in memory, at some 200 bytes each.
    static final int DATASETS_MAX = 5_000_000;

    private final Map<NameKey, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    /// The number of a dataset, from 0.
    int number(NameKey name) {
        int number = numbers.computeIfAbsent(name, _ -> next.getAndIncrement());
        if (number >= DATASETS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "more than " + DATASETS_MAX + " datasets: load them in several runs");
        }
        return number;
    }

    int size() {
        return numbers.size();
    }

    /// All of them by name.
    List<Map.Entry<NameKey, Integer>> byName() {
        return numbers.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    }
}
