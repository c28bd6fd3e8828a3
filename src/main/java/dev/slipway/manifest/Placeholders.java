package dev.slipway.manifest;

import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.Place;

import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the manifest's values in the place of `${name}`.
final class Placeholders {
    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(" + NAME.pattern() + ")}");

    private final SortedMap<String, String> values;
    private final NodeCheck check;

    Placeholders(SortedMap<String, String> values, NodeCheck check) {
        this.values = values;
        this.check = check;
    }

    SortedMap<String, String> values() {
        return values;
    }

    /// The text with its placeholders replaced, as far as somebody defines them.
    String quietly(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(match.group(1), match.group())));
    }

    /// The text with its placeholders replaced; one that nobody defines stays and is a fault.
    String in(String text, Place place, String where) {
        PLACEHOLDER
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !values.containsKey(name))
                .distinct()
                .forEach(
                        name ->
                                check.fault(
                                        place,
                                        where
                                                + ": there is no placeholder "
                                                + name
                                                + NodeCheck.near(name, values.keySet())));
        return quietly(text);
    }
}
