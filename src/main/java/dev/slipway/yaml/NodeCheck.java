package dev.slipway.yaml;

import dev.slipway.failure.NearestName;
import dev.slipway.failure.Problem;
import dev.slipway.yaml.Node.Fields;
import dev.slipway.yaml.Node.Items;
import dev.slipway.yaml.Node.Scalar;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/// Takes values out of a file's tree. A node that is no such value is a fault, and empty or
/// null is handed out instead; so is a node that is not there, without a fault.
public final class NodeCheck {
    private static final Pattern WHOLE = Pattern.compile("0|[1-9](_?[0-9])*");
    private static final Pattern SHARE = Pattern.compile("(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]+)?) ?%");
    private static final Pattern DECIMAL =
            Pattern.compile("-?[0-9](_?[0-9]){0,29}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?");

    private final List<Problem> problems;

    public NodeCheck(List<Problem> problems) {
        this.problems = problems;
    }

    public void fault(Place place, String message) {
        var problem = place.problem(message);
        // What concerns all files of a seed comes up with each of them.
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /// A fault of no place in a file.
    public void faultOf(String message) {
        problems.add(Problem.of(message));
    }

    /// The faults so far: two counts are equal when nothing was wrong between them.
    public int faults() {
        return problems.size();
    }

    /// A map with any keys.
    public SequencedMap<String, Node> fields(@Nullable Node node, String where) {
        if (node instanceof Fields fields) {
            return fields.nodes();
        }
        if (node != null) {
            fault(node.place(), where + " must be a map");
        }
        return new LinkedHashMap<>();
    }

    /// A map with no other keys than these.
    public SequencedMap<String, Node> fields(@Nullable Node node, String where, Set<String> known) {
        var fields = fields(node, where);
        fields.forEach(
                (name, value) -> {
                    if (!known.contains(name)) {
                        fault(
                                value.place(),
                                where + " does not know '" + name + "'" + near(name, known));
                    }
                });
        return fields;
    }

    public static String near(String name, Collection<String> known) {
        return NearestName.of(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(
                        () ->
                                known.isEmpty()
                                        ? ""
                                        : "; it knows "
                                                + String.join(
                                                        ", ", known.stream().sorted().toList()));
    }

    public @Nullable String text(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        if (node instanceof Scalar(_, var type, var text)
                && type == Node.Type.TEXT
                && !text.isBlank()) {
            return text;
        }
        fault(node.place(), where + " must be a text");
        return null;
    }

    /// A text, or a list of texts, no text twice.
    ///
    /// @param noun what a text is, as in `a column`
    public List<Scalar> texts(@Nullable Node node, String where, String noun) {
        if (node == null) {
            return List.of();
        }
        var nodes = node instanceof Items items ? items.nodes() : List.of(node);
        var texts = new ArrayList<Scalar>();
        for (var item : nodes) {
            if (item instanceof Scalar scalar
                    && scalar.type() == Node.Type.TEXT
                    && !scalar.text().isBlank()) {
                texts.add(scalar);
            }
        }
        if (nodes.isEmpty() || texts.size() < nodes.size()) {
            fault(node.place(), where + " must be a " + noun + " or a list of " + noun + "s");
            return List.of();
        }
        var names = new HashSet<String>();
        texts.stream()
                .filter(text -> !names.add(text.text()))
                .forEach(
                        twice ->
                                fault(
                                        twice.place(),
                                        where + " names a " + noun + " twice: " + twice.text()));
        return texts;
    }

    public @Nullable Boolean flag(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        if (node instanceof Scalar(_, var type, var text) && type == Node.Type.FLAG) {
            return Boolean.valueOf(text);
        }
        fault(node.place(), where + " must be true or false");
        return null;
    }

    /// A whole number, which may have underscores between its digits.
    public long whole(@Nullable Node node, String where, long least, long otherwise) {
        if (node == null) {
            return otherwise;
        }
        if (node instanceof Scalar scalar
                && WHOLE.matcher(scalar.text()).matches()
                && scalar.text().length() <= 18) {
            var number = Long.parseLong(scalar.text().replace("_", ""));
            if (number >= least) {
                return number;
            }
        }
        fault(node.place(), where + " must be a whole number, " + least + " or more");
        return otherwise;
    }

    /// A number as it is spelled, which may have underscores between its digits.
    public @Nullable BigDecimal decimal(@Nullable Node node, String where) {
        if (node == null) {
            return null;
        }
        if (node instanceof Scalar scalar && DECIMAL.matcher(scalar.text()).matches()) {
            return new BigDecimal(scalar.text().replace("_", ""));
        }
        fault(node.place(), where + " must be a number");
        return null;
    }

    /// `20%` as 0.2.
    ///
    /// @return null when it is not spelled as a share
    public @Nullable Double share(@Nullable Node node) {
        return node instanceof Scalar scalar && SHARE.matcher(scalar.text()).matches()
                ? new BigDecimal(scalar.text().replace("%", "").strip())
                        .movePointLeft(2)
                        .doubleValue()
                : null;
    }

    /// Any scalar but null, as it is spelled.
    public @Nullable String scalar(Node node, String where) {
        if (node instanceof Scalar scalar && scalar.type() != Node.Type.NULL) {
            return scalar.text();
        }
        fault(node.place(), where + " must be a text, a number, true or false");
        return null;
    }

    /// One of these words.
    public <V> @Nullable V word(@Nullable Node node, String where, Map<String, V> words) {
        var text = text(node, where);
        if (text == null || node == null) {
            return null;
        }
        var value = words.get(text);
        if (value == null) {
            fault(
                    node.place(),
                    where + " does not know '" + text + "'" + near(text, words.keySet()));
        }
        return value;
    }
}
