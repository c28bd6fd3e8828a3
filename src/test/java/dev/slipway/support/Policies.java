package dev.slipway.support;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.stream.Stream;

/// Finds the policies in what Terraform made.
public final class Policies {
    private static final JsonMapper JSON = new JsonMapper();

    private Policies() {}

    /// Every policy document of every resource in a state, as `terraform state pull` gives it.
    ///
    /// A topic's own attribute is left out: it is what AWS gives a new topic, before the topic's
    /// policy takes its place.
    public static List<Policy> of(JsonNode state) {
        return state.get("resources")
                .valueStream()
                .filter(resource -> resource.get("mode").stringValue().equals("managed"))
                .filter(resource -> !resource.get("type").stringValue().equals("aws_sns_topic"))
                .flatMap(Policies::ofResource)
                .toList();
    }

    private static Stream<Policy> ofResource(JsonNode resource) {
        var type = resource.get("type").stringValue();
        var address =
                resource.path("module").asString()
                        + "."
                        + type
                        + "."
                        + resource.get("name").stringValue();
        return resource.get("instances")
                .valueStream()
                .flatMap(instance -> texts(instance.get("attributes")))
                .flatMap(Policies::document)
                .map(document -> new Policy(address, type, document));
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isString()
                ? Stream.of(node.stringValue())
                : node.valueStream().flatMap(Policies::texts);
    }

    private static Stream<JsonNode> document(String text) {
        if (!text.startsWith("{")) {
            return Stream.of();
        }
        try {
            var document = JSON.readTree(text);
            return document.has("Statement") ? Stream.of(document) : Stream.of();
        } catch (JacksonException noJson) {
            return Stream.of();
        }
    }
}
