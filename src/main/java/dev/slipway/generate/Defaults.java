package dev.slipway.generate;

import dev.slipway.catalog.Column;
import dev.slipway.generate.Recipe.Counted;
import dev.slipway.generate.Recipe.Numbered;
import dev.slipway.generate.Recipe.Text;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What a column gets that needs a value and that the manifest does not mention: by its type, and
/// texts and numbers also by its name.
final class Defaults {
    private static final int SHORT_TEXT = 4;
    private static final int LETTERS = 26;

    /// Words of a column's name to an expression; the first that fits counts.
    private static final List<Map.Entry<String, String>> TEXTS =
            List.of(
                    Map.entry("email|e_mail|mail", "#{Internet.safeEmailAddress}"),
                    Map.entry("first_name|firstname|given_name|forename", "#{Name.firstName}"),
                    Map.entry("last_name|lastname|surname|family_name", "#{Name.lastName}"),
                    Map.entry("username|user_name|login|nickname", "#{Internet.username}"),
                    Map.entry("company|organization|organisation|employer", "#{Company.name}"),
                    Map.entry("product", "#{Commerce.productName}"),
                    Map.entry("phone|mobile|fax|telephone|cell", "#{PhoneNumber.phoneNumber}"),
                    Map.entry("country_code", "#{Address.countryCode}"),
                    Map.entry("country", "#{Address.country}"),
                    Map.entry("city|town", "#{Address.city}"),
                    Map.entry("zip|zipcode|postcode|postal_code", "#{Address.zipCode}"),
                    Map.entry("state|province|region", "#{Address.state}"),
                    Map.entry("street|address", "#{Address.streetAddress}"),
                    Map.entry(
                            "url|website|link|homepage",
                            "https://example.com/#{Lorem.word}/#{Lorem.word}"),
                    Map.entry("slug", "#{Lorem.word}-#{Lorem.word}"),
                    Map.entry("title|subject|headline", "#{Lorem.sentence}"),
                    Map.entry(
                            "description|comment|note|notes|body|message|summary|content|text|bio",
                            "#{Lorem.paragraph}"),
                    Map.entry("currency", "#{Money.currencyCode}"),
                    Map.entry("color|colour", "#{Color.name}"),
                    Map.entry("job|position|occupation", "#{Job.title}"),
                    Map.entry("code|sku|reference|number|key", "#{regexify '[A-Z]{3}-[0-9]{4}'}"),
                    Map.entry("password|hash|token|checksum", "#{regexify '[0-9a-f]{32}'}"),
                    Map.entry("name|author|contact|owner", "#{Name.fullName}"));

    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant BIRTHS_FROM = Instant.parse("1945-01-01T00:00:00Z");
    private static final Instant BIRTHS_TO = Instant.parse("2008-01-01T00:00:00Z");

    private static final int TEN_DAYS_IN_MINUTES = 14_400;

    private Defaults() {}

    /// Empty when nothing is known of the type.
    ///
    /// @param alone whether the column is a key of its own
    static Optional<Recipe> of(Column column, boolean alone) {
        var type = ColumnType.of(column);
        return Optional.ofNullable(
                switch (type.kind()) {
                    case TEXT -> text(column);
                    case SMALLINT, INTEGER, BIGINT, NUMERIC, FLOAT ->
                            alone ? new Numbered(1) : number(column, type);
                    case BOOLEAN -> oneOf(List.of("true", "false"));
                    case DATE -> dates(column);
                    case TIMESTAMP -> Spans.timestamps(FROM, TO);
                    case TIME -> Spans.times(FROM, TO);
                    case INTERVAL ->
                            Counted.evenly(TEN_DAYS_IN_MINUTES, place -> place + 1 + " minutes");
                    case UUID -> Counted.evenly(Recipe.MANY, Defaults::uuid);
                    case BYTEA ->
                            Counted.evenly(
                                    Recipe.MANY,
                                    place -> "\\x" + hex(RowRandom.mix(place), Long.BYTES * 2));
                    case JSON, ARRAY -> oneOf(List.of("{}"));
                    case RANGE -> oneOf(List.of("empty"));
                    case ADDRESS -> Counted.evenly(1 << 24, Defaults::address);
                    case MAC_ADDRESS -> Counted.evenly(1L << 40, place -> "02" + hex(place, 10));
                    case ENUM -> oneOf(column.enumLabels());
                    case OTHER -> null;
                });
    }

    private static Counted oneOf(List<String> values) {
        return Counted.evenly(values.size(), place -> values.get((int) place));
    }

    private static Recipe text(Column column) {
        var length = column.maxLength();
        if (length > 0 && length <= SHORT_TEXT) {
            return Counted.evenly(
                    (long) Math.pow(LETTERS, length), place -> letters(place, length));
        }
        var words = words(column.name());
        return TEXTS.stream()
                .filter(entry -> has(words, entry.getKey()))
                .findFirst()
                .map(entry -> new Text(entry.getValue()))
                .orElseGet(() -> new Text("#{Lorem.word} #{Lorem.word}"));
    }

    private static Counted number(Column column, ColumnType type) {
        var words = words(column.name());
        if (has(words, "year")) {
            return within(type, "1990", "2030", 0);
        }
        if (has(words, "age|percent|percentage")) {
            return within(type, "1", "100", 0);
        }
        if (has(words, "latitude|lat")) {
            return within(type, "-60", "70", 4);
        }
        if (has(words, "longitude|lon|lng")) {
            return within(type, "-180", "180", 4);
        }
        return within(
                type, "1", has(words, "quantity|count|rank|position|line") ? "100" : "100000", 2);
    }

    /// What of the range the type takes.
    private static Counted within(ColumnType type, String least, String most, int decimals) {
        var places =
                type.kind().isInteger()
                        ? 0
                        : type.digits() > 0 ? Math.clamp(type.scale(), 0, decimals) : decimals;
        var to = new BigDecimal(most);
        var greatest = type.greatest();
        if (greatest != null) {
            to = to.min(greatest);
        }
        return Spans.numbers(new BigDecimal(least).min(to), to, places).orElseThrow();
    }

    private static Counted dates(Column column) {
        return has(words(column.name()), "birth|birthday|birthdate|born|dob")
                ? Spans.dates(BIRTHS_FROM, BIRTHS_TO)
                : Spans.dates(FROM, TO);
    }

    /// A random UUID to look at (version 4); 2^62 places give as many of them.
    private static String uuid(long place) {
        var first = RowRandom.mix(place);
        var second = RowRandom.mix(~place);
        // All 64 bits of the first are kept, around the version and behind the variant: the mix
        // never gives one number twice, and so neither does this.
        return new UUID(
                        (first & 0xFFFF_FFFF_FFFF_0000L) | 0x4000 | (first & 0xFFF),
                        0x8000_0000_0000_0000L | (first & 0xF000) << 46 | (second >>> 6))
                .toString();
    }

    private static String address(long place) {
        return "10." + (place >> 16) + '.' + (place >> 8 & 0xFF) + '.' + (place & 0xFF);
    }

    private static String letters(long place, int length) {
        var letters = new char[length];
        var rest = place;
        for (int i = length - 1; i >= 0; i--) {
            letters[i] = (char) ('A' + rest % LETTERS);
            rest /= LETTERS;
        }
        return new String(letters);
    }

    private static String hex(long number, int digits) {
        var text = Long.toHexString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    /// `billingCity` and `billing_city` alike: `_billing_city_`.
    private static String words(String name) {
        return '_'
                + name.replaceAll("([a-z])([A-Z])", "$1_$2")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}]+", "_")
                + '_';
    }

    private static boolean has(String words, String wanted) {
        return List.of(wanted.split("\\|")).stream()
                .anyMatch(word -> words.contains('_' + word + '_'));
    }
}
