package dev.slipway.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A part of a YAML file, and where it stands: a map's value at its key, a list's item at itself.
public sealed interface Node {
    Place place();

    /// A single value.
    ///
    /// @param text as it is spelled; `1.10` stays `1.10`
    record Scalar(Place place, Type type, String text) implements Node {}

    /// What YAML takes a scalar for.
    enum Type {
        TEXT,
        NUMBER,
        FLAG,
        NULL
    }

    /// A list.
    record Items(Place place, List<Node> nodes) implements Node {
        public Items {
            nodes = List.copyOf(nodes);
        }
    }

    /// A map.
    ///
    /// @param nodes in the order of the file
    record Fields(Place place, SequencedMap<String, Node> nodes) implements Node {
        public static Fields none(Place place) {
            return new Fields(place, new LinkedHashMap<>(Map.of()));
        }
    }
}
