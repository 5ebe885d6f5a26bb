package org.godwit.expression;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The keys that are columns of an RSE in Rucio (`db/sqla/models.py`, class `RSE`), not attributes:
/// `=` takes their values by type, and `<` and `>` never see them, since Rucio compares attributes
/// only.
public enum RseColumn {
    RSE(Kind.TEXT),
    VO(Kind.TEXT),
    RSE_TYPE(Kind.TYPE),
    DETERMINISTIC(Kind.BOOLEAN),
    VOLATILE(Kind.BOOLEAN),
    STAGING_AREA(Kind.BOOLEAN),
    CITY(Kind.TEXT),
    REGION_CODE(Kind.TEXT),
    COUNTRY_NAME(Kind.TEXT),
    CONTINENT(Kind.TEXT),
    TIME_ZONE(Kind.TEXT),
    ISP("ISP", Kind.TEXT),
    ASN("ASN", Kind.TEXT),
    LONGITUDE(Kind.NUMBER),
    LATITUDE(Kind.NUMBER),
    AVAILABILITY(Kind.TEXT),
    AVAILABILITY_READ(Kind.BOOLEAN),
    AVAILABILITY_WRITE(Kind.BOOLEAN),
    AVAILABILITY_DELETE(Kind.BOOLEAN),
    QOS_CLASS(Kind.TEXT);

    /// How `=` compares a column.
    public enum Kind {
        TEXT,
        /// `true` or `1`, `false` or `0`, in any case.
        BOOLEAN,
        /// `DISK` or `TAPE`; Rucio takes these in upper case only.
        TYPE,
        NUMBER
    }

    private static final Map<String, RseColumn> BY_KEY =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(RseColumn::key, Function.identity()));

    private final String key;
    private final Kind kind;

    RseColumn(Kind kind) {
        this.key = name().toLowerCase(Locale.ROOT);
        this.kind = kind;
    }

    RseColumn(String key, Kind kind) {
        this.key = key;
        this.kind = kind;
    }

    /// The key as expressions write it.
    public String key() {
        return key;
    }

    public Kind kind() {
        return kind;
    }

    /// The column that `key` names, case and all; empty for an attribute.
    public static Optional<RseColumn> of(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
