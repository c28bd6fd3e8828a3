package dev.slipway.report;

import dev.slipway.roles.Expectation;
import dev.slipway.roles.Inventory;
import dev.slipway.roles.RolesResult;
import dev.slipway.roles.Statement;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The parts of JSON documents that are about roles.
final class RolesJson {
    private RolesJson() {}

    static Map<String, @Nullable Object> result(RolesResult result) {
        var part = new LinkedHashMap<String, @Nullable Object>();
        part.put("statements", result.statements().stream().map(Statement::text).toList());
        part.put("left", expectations(result.left()));
        part.put("elapsedMillis", result.elapsed().toMillis());
        return part;
    }

    /// In the names that other role managers' documents have.
    static Map<String, @Nullable Object> inventory(Inventory inventory) {
        var groups = new LinkedHashMap<String, String>();
        inventory.memberships().forEach(found -> groups.put(found.role(), found.groups()));
        var schemas = new LinkedHashMap<String, @Nullable String>();
        inventory.schemas().forEach(schema -> schemas.put(schema.name(), schema.privileges()));
        var part = new LinkedHashMap<String, @Nullable Object>();
        part.put("roles", inventory.roles());
        part.put("roles_with_groups", groups);
        part.put("schema_privileges", schemas);
        return part;
    }

    static List<Map<String, @Nullable Object>> expectations(List<Expectation> expectations) {
        return expectations.stream().map(RolesJson::expectation).toList();
    }

    private static Map<String, @Nullable Object> expectation(Expectation expectation) {
        var part = new LinkedHashMap<String, @Nullable Object>();
        part.put("area", expectation.area().name().toLowerCase(Locale.ROOT));
        part.put("what", expectation.what());
        part.put("met", expectation.isMet());
        part.put("expected", expectation.expected());
        part.put("actual", expectation.actual());
        part.put("remedy", expectation.isMet() ? null : expectation.remedy());
        return part;
    }
}
