package dev.slipway.shape;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes the values of a type as SQL: each from a number, and different ones from different
/// numbers below a capacity.
///
/// @param capacity how many different values there are
/// @param sql the expression of the value, given that of its number, which is a bigint, 0 or
///     greater
record Values(long capacity, UnaryOperator<String> sql) {
    static final long UNLIMITED = Long.MAX_VALUE / 4;

    /// Two years, which times and dates lie in.
    private static final long SPAN_MICROS = 730L * 86_400 * 1_000_000;

    private static final String START = "2024-01-01 00:00:00+00";

    private static final int WIDTH = 12;
    private static final Pattern NUMBER = Pattern.compile("'?(-?[0-9]+(?:\\.[0-9]+)?)'?");

    String of(String number) {
        return sql.apply(number);
    }

    /// The values of a type.
    ///
    /// @param width the bytes of a value as stored; 0 when that is not known
    /// @param distinct how many will be asked for
    /// @return empty for a type that nothing is known of
    static Optional<Values> of(ValueType type, Bounds bounds, int width, long distinct) {
        if (!bounds.literals().isEmpty()) {
            return Optional.of(among(type, bounds.literals()));
        }
        return Optional.ofNullable(unlisted(type, bounds, width, Math.max(distinct, 1)));
    }

    private static Values among(ValueType type, List<String> literals) {
        var array =
                "(array["
                        + literals.stream()
                                .map(literal -> literal + "::" + type.sql())
                                .collect(Collectors.joining(", "))
                        + "])";
        return new Values(
                literals.size(), v -> array + "[1 + (" + v + ") % " + literals.size() + "]");
    }

    private static @Nullable Values unlisted(
            ValueType type, Bounds bounds, int width, long distinct) {
        if (type.array()) {
            return array(type, width, distinct);
        }
        return switch (type.sort()) {
            case 'e' -> type.labels().isEmpty() ? null : labels(type);
            case 'r' -> range(type, type, distinct);
            case 'm' -> {
                var range = type.range();
                if (range == null) {
                    yield null;
                }
                yield range(type, range, distinct);
            }
            case 'c' -> composite(type, distinct);
            default -> base(type, bounds, width, distinct);
        };
    }

    private static @Nullable Values base(ValueType type, Bounds bounds, int width, long distinct) {
        return switch (type.name()) {
            case "int2" -> whole(type, bounds, BigDecimal.valueOf(Short.MAX_VALUE));
            case "int4" -> whole(type, bounds, BigDecimal.valueOf(Integer.MAX_VALUE));
            case "int8" -> whole(type, bounds, BigDecimal.valueOf(UNLIMITED));
            case "oid", "xid", "cid" ->
                    new Values(1L << 31, v -> "(" + v + ")::text::" + type.sql());
            case "xid8" -> new Values(UNLIMITED, v -> "(" + v + ")::text::xid8");
            case "numeric" -> numeric(type, bounds);
            case "float4" -> decimal(type, bounds, 2, 7);
            case "float8" -> decimal(type, bounds, 4, 15);
            case "money" -> new Values(1L << 31, v -> "(" + v + ")::money");
            case "bool" -> new Values(2, v -> "((" + v + ") % 2 = 0)");
            case "text", "varchar", "bpchar", "name", "citext" ->
                    text(type, bounds, width, distinct);
            case "char" -> new Values(26, v -> "chr((65 + (" + v + ") % 26)::int4)::\"char\"");
            case "uuid" -> new Values(UNLIMITED, v -> "md5('u' || (" + v + "))::uuid");
            case "bytea" -> bytes(bounds, width);
            case "date" -> date(bounds, distinct);
            case "timestamp", "timestamptz" -> time(type, bounds, distinct);
            case "time", "timetz" ->
                    new Values(
                            86_400L * 1_000_000,
                            v ->
                                    "('00:00'::time + ((("
                                            + v
                                            + ") * 7919) % 86400) * '1 second'::interval)::"
                                            + type.sql());
            case "interval" -> new Values(UNLIMITED, v -> "((" + v + ") * '1 second'::interval)");
            case "json", "jsonb" ->
                    new Values(
                            UNLIMITED,
                            v ->
                                    "('{\"n\": ' || ("
                                            + v
                                            + ") || ', \"t\": \"' || "
                                            + words(v, Math.max(width - 28, 4), distinct)
                                            + " || '\"}')::"
                                            + type.name());
            case "xml" ->
                    new Values(
                            UNLIMITED,
                            v ->
                                    "('<v>' || "
                                            + words(v, Math.max(width - 11, 4), distinct)
                                            + " || '</v>')::xml");
            case "jsonpath" -> new Values(UNLIMITED, v -> "('$.k' || (" + v + "))::jsonpath");
            case "inet", "cidr" ->
                    new Values(
                            1L << 24,
                            v -> "('10.0.0.0'::inet + (" + v + ") % 16777216)::" + type.name());
            case "macaddr" ->
                    new Values(1L << 47, v -> "lpad(to_hex(" + v + "), 12, '0')::macaddr");
            case "macaddr8" ->
                    new Values(UNLIMITED, v -> "lpad(to_hex(" + v + "), 16, '0')::macaddr8");
            case "bit" -> bits(type, Math.max(type.modifier(), 1));
            case "varbit" -> bits(type, type.modifier() < 1 ? 64 : type.modifier());
            case "tsvector" ->
                    new Values(
                            UNLIMITED, v -> "('w' || to_hex(" + v + ") || ' some text')::tsvector");
            case "tsquery" -> new Values(UNLIMITED, v -> "('w' || to_hex(" + v + "))::tsquery");
            case "point" -> new Values(UNLIMITED, v -> "point(" + v + ", 1)");
            case "line" -> new Values(UNLIMITED, v -> "line(point(0, " + v + "), point(1, 0))");
            case "lseg" -> new Values(UNLIMITED, v -> "lseg(point(0, 0), point(" + v + ", 1))");
            case "box" -> new Values(UNLIMITED, v -> "box(point(0, 0), point(" + v + ", 1))");
            case "path" ->
                    new Values(UNLIMITED, v -> "('[(0,0),(' || (" + v + ") || ',1)]')::path");
            case "polygon" ->
                    new Values(
                            UNLIMITED, v -> "('((0,0),(' || (" + v + ") || ',1),(0,1))')::polygon");
            case "circle" -> new Values(UNLIMITED, v -> "circle(point(" + v + ", 0), 1)");
            case "pg_lsn" -> new Values(1L << 31, v -> "('0/' || to_hex(" + v + "))::pg_lsn");
            case "regclass", "regtype" -> new Values(1, _ -> "'pg_type'::" + type.name());
            case "hstore" -> new Values(UNLIMITED, v -> "('n=>' || (" + v + "))::" + type.sql());
            case "ltree" -> new Values(UNLIMITED, v -> "('n' || (" + v + "))::" + type.sql());
            case "vector" ->
                    new Values(
                            UNLIMITED,
                            v ->
                                    "(array_fill(("
                                            + v
                                            + ")::float4, array["
                                            + Math.max(type.modifier(), 3)
                                            + "]))::"
                                            + type.sql());
            default -> null;
        };
    }

    private static Values whole(ValueType type, Bounds bounds, BigDecimal most) {
        var scaled = scaled(bounds, 0, most.toBigInteger());
        return new Values(scaled.capacity(), v -> "(" + scaled.sql().apply(v) + ")::" + type.sql());
    }

    private static Values numeric(ValueType type, Bounds bounds) {
        if (type.modifier() < 0) {
            return decimal(type, bounds, 2, 17);
        }
        var precision = ((type.modifier() - 4) >> 16) & 0xffff;
        // Eleven bits with a sign.
        var scale = (((type.modifier() - 4) & 0x7ff) ^ 1024) - 1024;
        return decimal(type, bounds, scale, Math.min(precision, 17));
    }

    private static Values decimal(ValueType type, Bounds bounds, int scale, int digits) {
        var most = BigInteger.TEN.pow(digits).subtract(BigInteger.ONE);
        var scaled = scaled(bounds, scale, most);
        // A product takes the server a third of the time of a quotient.
        var unit =
                scale < 0
                        ? " * 1" + "0".repeat(-scale)
                        : " * " + BigDecimal.ONE.movePointLeft(scale).toPlainString();
        return new Values(
                scaled.capacity(),
                v ->
                        "(("
                                + scaled.sql().apply(v)
                                + ")"
                                + (scale == 0 ? "" : unit)
                                + ")::"
                                + type.sql());
    }

    /// Whole numbers, each so many tens of a unit, within the bounds.
    private static Values scaled(Bounds bounds, int scale, BigInteger most) {
        var low = limit(bounds.low(), scale, RoundingMode.CEILING, 1);
        var high = limit(bounds.high(), scale, RoundingMode.FLOOR, -1);
        var last = high == null ? most : high.min(most);
        var first = low;
        if (first == null) {
            first =
                    last.signum() > 0
                            ? BigInteger.ONE.min(last)
                            : last.subtract(BigInteger.valueOf(1_000_000)).max(most.negate());
        }
        if (high == null && first.compareTo(last) > 0) {
            last = first;
        }
        var capacity =
                last.subtract(first)
                        .add(BigInteger.ONE)
                        .max(BigInteger.ONE)
                        .min(BigInteger.valueOf(UNLIMITED));
        var from = first;
        return new Values(
                capacity.longValue(), v -> "(" + from + " + (" + v + ") % " + capacity + ")");
    }

    private static @Nullable BigInteger limit(
            Bounds.@Nullable Limit limit, int scale, RoundingMode rounding, int inwards) {
        if (limit == null) {
            return null;
        }
        var number = NUMBER.matcher(limit.literal());
        if (!number.matches()) {
            return null;
        }
        var exact = new BigDecimal(number.group(1)).movePointRight(scale);
        var whole = exact.setScale(0, rounding).toBigInteger();
        return limit.exclusive() && exact.compareTo(new BigDecimal(whole)) == 0
                ? whole.add(BigInteger.valueOf(inwards))
                : whole;
    }

    private static Values labels(ValueType type) {
        var labels =
                type.labels().stream()
                        .map(label -> literal(label) + "::" + type.sql())
                        .collect(Collectors.joining(", "));
        var count = type.labels().size();
        return new Values(count, v -> "(array[" + labels + "])[1 + (" + v + ") % " + count + "]");
    }

    /// Of a single value each, so that no two of them overlap.
    private static @Nullable Values range(ValueType type, ValueType range, long distinct) {
        var subtype = range.element();
        var element = subtype == null ? null : unlisted(subtype, Bounds.NONE, 0, distinct);
        if (element == null) {
            return null;
        }
        UnaryOperator<String> single =
                v -> range.sql() + "(" + element.of(v) + ", " + element.of(v) + ", '[]')";
        return new Values(
                element.capacity(),
                type.equals(range) ? single : v -> type.sql() + "(" + single.apply(v) + ")");
    }

    private static @Nullable Values composite(ValueType type, long distinct) {
        var parts =
                type.parts().stream()
                        .map(part -> unlisted(part, Bounds.NONE, 0, distinct))
                        .map(Optional::ofNullable)
                        .toList();
        if (parts.isEmpty() || parts.stream().anyMatch(Optional::isEmpty)) {
            return null;
        }
        return new Values(
                parts.stream().mapToLong(part -> part.orElseThrow().capacity()).max().orElse(1),
                v ->
                        parts.stream()
                                .map(part -> part.orElseThrow().of(v))
                                .collect(Collectors.joining(", ", "row(", ")::" + type.sql())));
    }

    private static @Nullable Values array(ValueType type, int width, long distinct) {
        var inner = type.element();
        var element = inner == null ? null : unlisted(inner, Bounds.NONE, 0, distinct);
        if (element == null) {
            return null;
        }
        var size =
                switch (inner.name()) {
                    case "bool", "char" -> 1;
                    case "int2" -> 2;
                    case "int4", "float4", "date", "oid" -> 4;
                    case "uuid" -> 16;
                    default -> inner.sort() == 'e' ? 4 : 8;
                };
        var count = Math.clamp((width - 21L) / size, 1, 1_000);
        return new Values(
                element.capacity(),
                v ->
                        count == 1
                                ? "array[" + element.of(v) + "]::" + type.sql()
                                : "array_fill("
                                        + element.of(v)
                                        + ", array["
                                        + count
                                        + "])::"
                                        + type.sql());
    }

    private static Values bits(ValueType type, int length) {
        return new Values(
                length >= 62 ? UNLIMITED : 1L << length,
                v -> "(" + v + ")::bit(" + Math.min(length, 64) + ")::" + type.sql());
    }

    private static Values bytes(Bounds bounds, int width) {
        var length = length(bounds, width == 0 ? 16 : content(width), Integer.MAX_VALUE);
        if (length > 500) {
            return new Values(
                    UNLIMITED, v -> noise(v, length, "sha512((%s || '.' || j)::bytea)", 64));
        }
        return new Values(
                capacity(length * 2, 16), v -> "decode(" + hex(v, length * 2) + ", 'hex')");
    }

    private static Values text(ValueType type, Bounds bounds, int width, long distinct) {
        var limited = type.name().equals("varchar") || type.name().equals("bpchar");
        var most =
                type.name().equals("name")
                        ? 63
                        : limited && type.modifier() > 4 ? type.modifier() - 4 : Integer.MAX_VALUE;
        if (type.name().equals("bpchar") && type.modifier() < 0) {
            most = 1;
        }
        var length = length(bounds, width == 0 ? WIDTH : content(width), most);
        var longest = Math.min(most, bounds.longest());
        var prefix = prefix(bounds);
        UnaryOperator<String> cast = value -> "(" + value + ")::" + type.sql();
        if (prefix != null) {
            return new Values(
                    UNLIMITED, v -> cast.apply(literal(prefix) + " || to_hex(" + v + ")"));
        }
        if (longest < 16) {
            var capacity = capacity(longest, 16);
            return new Values(
                    capacity,
                    v -> cast.apply(words("(" + v + ") % " + capacity, length, distinct)));
        }
        return new Values(UNLIMITED, v -> cast.apply(words(v, length, distinct)));
    }

    /// With what a text begins that is not less than the lower bound.
    private static @Nullable String prefix(Bounds bounds) {
        var low = bounds.low();
        return low == null || !low.literal().startsWith("'")
                ? null
                : low.literal().substring(1, low.literal().length() - 1).replace("''", "'");
    }

    private static int length(Bounds bounds, int wanted, int most) {
        return Math.max(
                1, Math.min(Math.min(most, bounds.longest()), Math.max(wanted, bounds.shortest())));
    }

    /// A value's bytes without its header.
    private static int content(int width) {
        return Math.max(width - (width > 127 ? 4 : 1), 1);
    }

    private static long capacity(int digits, int base) {
        return digits >= 15 ? UNLIMITED : (long) Math.pow(base, digits);
    }

    /// A text of about this length that begins with its number, or is made of it.
    private static String words(String v, int length, long distinct) {
        if (length > 500) {
            return noise(
                    v,
                    length,
                    "translate(encode(sha512((%s || '.' || j)::bytea), 'base64'), E'\\n', '')",
                    88);
        }
        if (length >= 20) {
            var digest = "md5((" + v + ")::text)";
            return length <= 32
                    ? "left(" + digest + ", " + length + ")"
                    : "left(repeat(" + digest + ", " + (length / 32 + 1) + "), " + length + ")";
        }
        // No digit is an x, so that no two are the same. Numbers may be somewhat larger than asked
        // for, where rows are left out and made up for.
        var digits = Long.toHexString(distinct).length() + 2;
        return "rpad(to_hex("
                + v
                + "), "
                + (digits <= length
                        ? Integer.toString(length)
                        : "greatest(" + length + ", length(to_hex(" + v + ")))")
                + ", 'x')";
    }

    private static String hex(String v, int digits) {
        return digits >= 32
                ? "left(repeat(md5((" + v + ")::text), " + (digits / 32 + 1) + "), " + digits + ")"
                : "lpad(to_hex((" + v + ") % " + capacity(digits, 16) + "), " + digits + ", '0')";
    }

    /// What cannot be compressed, so that it takes the room that it is to take.
    private static String noise(String v, int length, String piece, int size) {
        var text = "(" + v + ")::text";
        var pieces = length / size + 1;
        return "(select substr(string_agg("
                + piece.formatted(text)
                + ", ''), 1, "
                + length
                + ") from generate_series(1, "
                + pieces
                + ") as j)";
    }

    private static Values date(Bounds bounds, long distinct) {
        var low = bounds.low();
        var high = bounds.high();
        if (low == null && high == null) {
            var days = Math.clamp(distinct, 1, 700_000);
            return new Values(
                    700_000,
                    v ->
                            "('2025-12-31'::date - ("
                                    + days
                                    + " - 1 - ("
                                    + v
                                    + ") % "
                                    + days
                                    + ")::int4)");
        }
        var first =
                low == null
                        ? "(" + highLiteral(bounds) + "::date - 366)"
                        : low.literal() + "::date" + (low.exclusive() ? " + 1" : "");
        var past =
                high == null
                        ? low.literal() + "::date + 366"
                        : high.literal() + "::date" + (high.exclusive() ? "" : " + 1");
        return new Values(
                low == null || high == null ? 366 : UNLIMITED,
                v ->
                        "("
                                + first
                                + " + ((("
                                + v
                                + ") % greatest(("
                                + past
                                + ") - ("
                                + first
                                + "), 1))::int4))");
    }

    private static String highLiteral(Bounds bounds) {
        var high = bounds.high();
        return high == null ? literal(START) : high.literal();
    }

    private static Values time(ValueType type, Bounds bounds, long distinct) {
        var low = bounds.low();
        var high = bounds.high();
        var step = Math.clamp(SPAN_MICROS / distinct, 1, 86_400L * 1_000_000);
        var micro = " * '1 microsecond'::interval";
        var cast = "::" + type.name();
        if (low == null || high == null) {
            var first =
                    low != null
                            ? low.literal() + cast + " + '1 second'::interval"
                            : high != null
                                    ? high.literal() + cast + " - '800 days'::interval"
                                    : literal(START) + cast;
            return new Values(
                    UNLIMITED, v -> "(" + first + " + ((" + v + ") * " + step + ")" + micro + ")");
        }
        // Both ends are constants; what lies between them is divided evenly.
        var span =
                "(extract(epoch from "
                        + high.literal()
                        + cast
                        + " - "
                        + low.literal()
                        + cast
                        + ") * 1000000)";
        return new Values(
                UNLIMITED,
                v ->
                        "("
                                + low.literal()
                                + cast
                                + " + floor("
                                + span
                                + " * (((("
                                + v
                                + ") % "
                                + distinct
                                + ") + 0.5) / "
                                + distinct
                                + "))"
                                + micro
                                + ")");
    }

    static String literal(String text) {
        var quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }
}
