package dev.slipway.generate;

import net.datafaker.Faker;
import net.datafaker.service.RandomService;

import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Made-up texts of one expression. Each has a library of its own: what the library remembers of
/// one expression could change what another gives.
final class FakeText {
    private static final Pattern PROVIDER = Pattern.compile("#\\{\\s*([A-Za-z_]+)");
    private static final Pattern DIRECTIVE = Pattern.compile("#\\{[^}]*}");

    /// What follows from the time, the time zone, or from what was asked before.
    private static final Set<String> NEVER_THE_SAME =
            Set.of("business", "date", "idnumber", "locality", "time", "timeanddate", "twitter");

    /// So many texts are tried; an alternative of an expression may not come up in the first.
    private static final int TRIES = 20;

    private final String expression;
    private final RowRandom random;
    private final Faker faker;

    FakeText(String expression, String locale, RowRandom random) {
        this.expression = expression;
        this.random = random;
        faker = new Faker(locale(locale), new RandomService(random));
    }

    /// The text of a row, which the library may refuse with any exception.
    String at(long row) {
        random.at(row);
        return faker.expression(expression);
    }

    /// Whether the library has texts of a language.
    static boolean knows(String locale) {
        try {
            var wanted = new Locale.Builder().setLanguageTag(locale.replace('_', '-')).build();
            var language = wanted.getLanguage();
            return Faker.class.getResource("/" + language + ".yml") != null
                    || Faker.class.getResource("/" + language + "-" + wanted.getCountry() + ".yml")
                            != null;
        } catch (IllformedLocaleException e) {
            return false;
        }
    }

    private static Locale locale(String tag) {
        return Locale.forLanguageTag(tag.replace('_', '-'));
    }

    /// Why an expression cannot be used, or empty when it can.
    static Optional<String> fault(String expression, String locale) {
        var providers = PROVIDER.matcher(expression);
        while (providers.find()) {
            var provider = providers.group(1).replace("_", "").toLowerCase(Locale.ROOT);
            if (NEVER_THE_SAME.contains(provider)) {
                return Optional.of(
                        "%s gives other values at another time; use moment for times, or regexify"
                                .formatted(providers.group(1)));
            }
        }
        if (expression.lastIndexOf("#{") > expression.lastIndexOf('}')) {
            return Optional.of("a #{ is not closed");
        }
        var text = new FakeText(expression, locale, new RowRandom(0, ""));
        try {
            for (int row = 0; row < TRIES; row++) {
                text.at(row);
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(reason(e));
        }
    }

    /// What the library's exception says, as far as it is about the expression.
    static String reason(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var message = cause.getMessage();
        if (message == null || cause instanceof ClassCastException) {
            return "it names no text of the faker library; names are written like #{Name.fullName}";
        }
        var directive = DIRECTIVE.matcher(message);
        if (message.startsWith("Unable to resolve") && directive.find()) {
            return "the faker library knows no %s, or not with these arguments"
                    .formatted(directive.group());
        }
        return message.lines().findFirst().orElse(message);
    }
}
