package dev.slipway.buildspec;

import dev.slipway.failure.Excerpt;
import dev.slipway.failure.NearestName;
import dev.slipway.yaml.Node;
import dev.slipway.yaml.Place;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Collects what is wrong, and takes values out of the tree on the way.
final class Faults {
    /// Nobody reads more, and each costs a look at the whole file.
    private static final int MOST_EXCERPTS = 200;

    private static final Set<String> FLAGS = Set.of("yes", "no", "true", "false");

    private record Entry(Rule rule, Place place, String message, String fix) {}

    private final Source source;
    private final Set<Entry> entries = new HashSet<>();
    private final List<String> secrets = new ArrayList<>();

    Faults(Source source) {
        this.source = source;
    }

    Source source() {
        return source;
    }

    void add(Rule rule, Place place, String message) {
        add(rule, place, message, rule.fix());
    }

    void add(Rule rule, Place place, String message, String fix) {
        entries.add(new Entry(rule, place, message, fix));
    }

    /// Shows `***` in place of this wherever a line of the file is shown.
    void hide(String secret) {
        secrets.add(secret);
    }

    /// All faults, in the order of the file.
    List<Fault> all() {
        var shown = source.text();
        for (var secret : secrets) {
            shown = shown.replace(secret, "***");
        }
        var inOrder =
                entries.stream()
                        .sorted(
                                Comparator.<Entry>comparingLong(entry -> entry.place().line())
                                        .thenComparingLong(entry -> entry.place().column())
                                        .thenComparing(Entry::rule)
                                        .thenComparing(Entry::message))
                        .toList();
        var faults = new ArrayList<Fault>();
        for (var entry : inOrder) {
            var place = entry.place();
            faults.add(
                    new Fault(
                            entry.rule(),
                            place.problem(entry.message()),
                            entry.fix(),
                            faults.size() < MOST_EXCERPTS
                                    ? Excerpt.of(shown, (int) place.line(), (int) place.column())
                                    : List.of()));
        }
        return faults;
    }

    /// A map; anything else is a fault, and nothing at all says nothing.
    SequencedMap<String, Node> fields(Node node, String where) {
        if (node instanceof Node.Fields fields) {
            return fields.nodes();
        }
        if (isNull(node)) {
            add(Rule.EMPTY, node.place(), where + " is empty");
        } else {
            add(Rule.MAP, node.place(), where + " is no map");
        }
        return new LinkedHashMap<>();
    }

    /// A map of which CodeBuild reads these keys.
    SequencedMap<String, Node> fields(Node node, String where, Set<String> known) {
        var fields = fields(node, where);
        fields.forEach(
                (name, value) -> {
                    if (!known.contains(name)) {
                        unknown(Rule.UNKNOWN_KEY, value.place(), where, name, known);
                    }
                });
        return fields;
    }

    void unknown(Rule rule, Place place, String where, String name, Collection<String> known) {
        add(
                rule,
                place,
                where + " does not know " + name,
                NearestName.of(name, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElseGet(
                                () ->
                                        rule.fix()
                                                + "; it knows "
                                                + String.join(
                                                        ", ", known.stream().sorted().toList())));
    }

    /// A list of texts. One text that stands alone is taken for a list of one, with a fault.
    List<Node.Scalar> texts(Node node, String where) {
        if (node instanceof Node.Items items) {
            if (items.nodes().isEmpty()) {
                add(Rule.EMPTY, node.place(), where + " is empty");
            }
            return items.nodes().stream().flatMap(item -> text(item, where).stream()).toList();
        }
        if (isNull(node)) {
            add(Rule.EMPTY, node.place(), where + " is empty");
            return List.of();
        }
        var text = text(node, where);
        text.ifPresent(_ -> add(Rule.LIST, node.place(), where + " is a single text"));
        return text.stream().toList();
    }

    private Optional<Node.Scalar> text(Node node, String where) {
        if (node instanceof Node.Scalar scalar && scalar.type() != Node.Type.NULL) {
            return Optional.of(scalar);
        }
        add(Rule.MAP, node.place(), where + " must be texts", "write a text, in quotes");
        return Optional.empty();
    }

    /// `yes` or `no`, in any of YAML's spellings.
    void flag(Node node, String where) {
        if (!(node instanceof Node.Scalar scalar
                && FLAGS.contains(scalar.text().toLowerCase(Locale.ROOT)))) {
            add(Rule.VALUE, node.place(), where + " is neither yes nor no", "write yes or no");
        }
    }

    static boolean isNull(Node node) {
        return node instanceof Node.Scalar scalar && scalar.type() == Node.Type.NULL;
    }
}
