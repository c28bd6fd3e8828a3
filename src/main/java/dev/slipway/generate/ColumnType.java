package dev.slipway.generate;

import dev.slipway.catalog.Column;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// What matters of a column's type to the values made up for it.
///
/// @param digits of a numeric before and behind the point, or 0 for any number
/// @param scale of a numeric with digits: how many of them are behind the point
record ColumnType(Kind kind, int digits, int scale) {
    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");

    enum Kind {
        TEXT,
        SMALLINT,
        INTEGER,
        BIGINT,
        NUMERIC,
        FLOAT,
        BOOLEAN,
        DATE,
        TIME,
        TIMESTAMP,
        INTERVAL,
        UUID,
        BYTEA,
        JSON,
        ADDRESS,
        MAC_ADDRESS,
        ARRAY,
        RANGE,
        ENUM,
        /// Nothing is known of its values: a domain, a composite, an extension's type.
        OTHER;

        boolean isInteger() {
            return this == SMALLINT || this == INTEGER || this == BIGINT;
        }

        boolean isNumber() {
            return isInteger() || this == NUMERIC || this == FLOAT;
        }
    }

    static ColumnType of(Column column) {
        var numeric = NUMERIC.matcher(column.type());
        if (numeric.matches()) {
            return new ColumnType(
                    Kind.NUMERIC,
                    Integer.parseInt(numeric.group(1)),
                    Integer.parseInt(numeric.group(2)));
        }
        return new ColumnType(kind(column), 0, 0);
    }

    private static Kind kind(Column column) {
        if (column.isArray() || column.type().endsWith("multirange")) {
            return Kind.ARRAY;
        }
        var type =
                column.type()
                        .replaceFirst("\\(.*?\\)", "")
                        .replaceFirst("^\\w+\\.citext$", "citext");
        return switch (type) {
            case "text", "character varying", "character", "bpchar", "name", "citext" -> Kind.TEXT;
            case "smallint" -> Kind.SMALLINT;
            case "integer" -> Kind.INTEGER;
            case "bigint" -> Kind.BIGINT;
            case "numeric" -> Kind.NUMERIC;
            case "real", "double precision" -> Kind.FLOAT;
            case "boolean" -> Kind.BOOLEAN;
            case "date" -> Kind.DATE;
            case "time without time zone", "time with time zone" -> Kind.TIME;
            case "timestamp without time zone", "timestamp with time zone" -> Kind.TIMESTAMP;
            case "interval" -> Kind.INTERVAL;
            case "uuid" -> Kind.UUID;
            case "bytea" -> Kind.BYTEA;
            case "json", "jsonb" -> Kind.JSON;
            case "inet", "cidr" -> Kind.ADDRESS;
            case "macaddr" -> Kind.MAC_ADDRESS;
            case "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange" ->
                    Kind.RANGE;
            default -> column.enumLabels().isEmpty() ? Kind.OTHER : Kind.ENUM;
        };
    }

    /// The greatest number that the type takes, or null when there is none that matters.
    @Nullable BigDecimal greatest() {
        return switch (kind) {
            case SMALLINT -> BigDecimal.valueOf(Short.MAX_VALUE);
            case INTEGER -> BigDecimal.valueOf(Integer.MAX_VALUE);
            case BIGINT -> BigDecimal.valueOf(Long.MAX_VALUE);
            case NUMERIC ->
                    digits == 0
                            ? null
                            : new BigDecimal(
                                    BigInteger.TEN.pow(digits).subtract(BigInteger.ONE), scale);
            default -> null;
        };
    }

    /// The least number, one below the greatest's negative for integers.
    @Nullable BigDecimal least() {
        var greatest = greatest();
        if (greatest == null) {
            return null;
        }
        return kind.isInteger() ? greatest.negate().subtract(BigDecimal.ONE) : greatest.negate();
    }
}
