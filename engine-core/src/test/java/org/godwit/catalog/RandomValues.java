package org.godwit.catalog;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Random keys and rows of any table, made by looking at the records. Numbers come from a few near
/// each other and from the extremes, texts share beginnings, so that orders and bounds are tried
/// where they matter. Times are whole milliseconds, as the catalogue keeps them.
public final class RandomValues {
    private static final long[] LONGS = {
        0, 1, 2, -1, 127, 128, 255, 256, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -(1L << 32)
    };
    private static final int[] INTS = {
        0, 1, 2, -1, 127, 128, 255, 256, Integer.MIN_VALUE, Integer.MAX_VALUE
    };
    private static final String[] PARTS = {
        "", "a", "b", "ab", "é", "~", " ", "/", "\uffee", "日本", "🐦", "\u0001", "night-0042"
    };

    private final RandomGenerator random;

    public RandomValues(RandomGenerator random) {
        this.random = random;
    }

    /// A random value of a key or row type.
    public <T> T of(Class<T> type) {
        return type.cast(any(type));
    }

    private Object any(Type type) {
        if (type instanceof ParameterizedType generic) {
            return container(generic);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == long.class || plain == Long.class) {
            return random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
        }
        if (plain == int.class || plain == Integer.class) {
            return random.nextBoolean() ? INTS[random.nextInt(INTS.length)] : random.nextInt();
        }
        if (plain == boolean.class) {
            return random.nextBoolean();
        }
        if (plain == String.class) {
            return text();
        }
        if (plain == Instant.class) {
            return Instant.ofEpochMilli(random.nextLong(-5, 2_000_000_000_000L));
        }
        if (plain.isEnum()) {
            Object[] constants = plain.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        return record(plain);
    }

    private Object container(ParameterizedType type) {
        Type element = type.getActualTypeArguments()[0];
        if (type.getRawType() == Optional.class) {
            return random.nextBoolean() ? Optional.empty() : Optional.of(any(element));
        }
        int size = random.nextInt(4);
        if (type.getRawType() == List.class) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(any(element));
            }
            return list;
        }
        if (type.getRawType() == Set.class) {
            Set<Object> set = new HashSet<>();
            for (int i = 0; i < size; i++) {
                set.add(any(element));
            }
            return set;
        }
        if (type.getRawType() == Map.class) {
            Map<Object, Object> map = new HashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(any(element), any(type.getActualTypeArguments()[1]));
            }
            return map;
        }
        throw new AssertionError("teach RandomValues about " + type);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new AssertionError("teach RandomValues about " + type);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = any(components[i].getGenericType());
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + type, e);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }
}
