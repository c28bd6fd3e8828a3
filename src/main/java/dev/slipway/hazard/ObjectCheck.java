package dev.slipway.hazard;

import dev.slipway.observe.Catalog;
import dev.slipway.observe.Notice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Functions, types, constraints, rights and triggers that the running application relies on, and
/// what goes with them unnamed.
final class ObjectCheck implements Check {
    private static final Pattern CASCADE = Pattern.compile("drop cascades to (.*)");

    @Override
    public void look(Scene scene) {
        functions(scene);
        types(scene);
        enumValues(scene);
        cascade(scene);
        unique(scene);
        rights(scene);
        rowSecurity(scene);
        triggers(scene);
    }

    private static void functions(Scene scene) {
        if (scene.before().functions() == scene.after().functions()) {
            return;
        }
        var last = new Interface(scene.committed());
        scene.before()
                .functions()
                .forEach(
                        (id, was) -> {
                            var is = scene.after().functions().get(id);
                            if (!scene.base().functions().containsKey(id)
                                    || was.forTriggers()
                                    || last.hasFunction(was.qualified())
                                    || scene.says("(ALTER SCHEMA|DROP EXTENSION)\\b.*")) {
                                return;
                            }
                            if (is == null) {
                                scene.add(
                                        Rule.DROP_FUNCTION,
                                        was.qualified(),
                                        "the function "
                                                + was.qualified()
                                                + " is dropped, and the running application may call it",
                                        scene.spot(was.name()),
                                        List.of(
                                                "-- slipway: allow drop-function: no running version has called it since …",
                                                "drop function " + was.qualified() + ";"),
                                        null);
                            } else if (!was.qualified().equals(is.qualified())) {
                                scene.add(
                                        Rule.RENAME_FUNCTION,
                                        was.qualified(),
                                        "the function "
                                                + was.qualified()
                                                + " becomes "
                                                + is.qualified()
                                                + ", and the running application finds it no longer",
                                        scene.spot(was.name()),
                                        List.of(
                                                "-- make the new one beside it, and drop the old one in a later release",
                                                "create function " + is.qualified() + " …;"),
                                        null);
                            }
                        });
    }

    private static void types(Scene scene) {
        if (scene.before().types() == scene.after().types()) {
            return;
        }
        var last = new Interface(scene.committed());
        scene.before()
                .types()
                .forEach(
                        (id, was) -> {
                            var is = scene.after().types().get(id);
                            if (!scene.base().types().containsKey(id)
                                    || last.hasType(was.qualified())
                                    || scene.says("(ALTER SCHEMA|DROP EXTENSION)\\b.*")) {
                                return;
                            }
                            if (is == null) {
                                scene.add(
                                        Rule.DROP_TYPE,
                                        was.qualified(),
                                        "the type "
                                                + was.qualified()
                                                + " is dropped, and the running application may name it",
                                        scene.spot(was.name()),
                                        List.of(
                                                "-- slipway: allow drop-type: no running version has named it since …",
                                                "drop type " + was.qualified() + ";"),
                                        null);
                            } else if (!was.qualified().equals(is.qualified())) {
                                scene.add(
                                        Rule.RENAME_TYPE,
                                        was.qualified(),
                                        "the type "
                                                + was.qualified()
                                                + " becomes "
                                                + is.qualified()
                                                + ", and the running application's casts to it fail",
                                        scene.spot(was.name()),
                                        List.of(),
                                        "make a new type beside it, and drop the old one in a later release");
                            }
                        });
    }

    /// Labels that a type of this name had and has no more, whichever type that is by now.
    private static void enumValues(Scene scene) {
        if (scene.before().enumValues() == scene.after().enumValues()) {
            return;
        }
        scene.before()
                .enumValues()
                .forEach(
                        (id, was) -> {
                            var type = scene.before().types().get(was.type());
                            var is = scene.after().enumValues().get(id);
                            if (type == null
                                    || !scene.base().enumValues().containsKey(id)
                                    || was.equals(is)
                                    || !new Interface(scene.committed()).hasType(type.qualified())
                                    || labels(scene.committed(), type.qualified())
                                            .contains(was.label())) {
                                return;
                            }
                            scene.add(
                                    Rule.RENAME_ENUM_VALUE,
                                    type.qualified() + " '" + was.label() + "'",
                                    "the value '"
                                            + was.label()
                                            + "' of "
                                            + type.qualified()
                                            + (is == null
                                                    ? " is gone"
                                                    : " becomes '" + is.label() + "'")
                                            + ", and the running application's statements with it fail",
                                    scene.spot(was.label(), type.name()),
                                    is == null
                                            ? List.of()
                                            : List.of(
                                                    "alter type "
                                                            + type.qualified()
                                                            + " add value '"
                                                            + is.label().replace("'", "''")
                                                            + "';",
                                                    "-- when no running version writes the old one, update the rows that have it, in batches"),
                                    is == null ? "keep the value, and stop writing it" : null);
                        });
    }

    private static Set<String> labels(Catalog catalog, String type) {
        var labels = new TreeSet<String>();
        catalog.enumValues()
                .values()
                .forEach(
                        value -> {
                            var of = catalog.types().get(value.type());
                            if (of != null && of.qualified().equals(type)) {
                                labels.add(value.label());
                            }
                        });
        return labels;
    }

    private static void cascade(Scene scene) {
        var dropped = new ArrayList<String>();
        for (Notice notice : scene.seen().notices()) {
            var text = notice.detail() == null ? notice.text() : notice.detail();
            if (notice.text().startsWith("drop cascades to ")) {
                text.lines()
                        .map(CASCADE::matcher)
                        .filter(matcher -> matcher.matches())
                        .forEach(matcher -> dropped.add(matcher.group(1)));
            }
        }
        if (dropped.isEmpty()
                || scene.base().relations().isEmpty()
                || scene.before().relations().keySet().stream().noneMatch(scene::existed)) {
            return;
        }
        scene.add(
                Rule.DROP_CASCADE,
                dropped.getFirst(),
                "CASCADE drops "
                        + String.join(", ", dropped.subList(0, Math.min(dropped.size(), 4)))
                        + (dropped.size() > 4 ? " and " + (dropped.size() - 4) + " more" : "")
                        + " along, which the statement does not name",
                scene.spot("cascade"),
                List.of(),
                "drop each by its name before, and leave CASCADE away, so that what is not known of stops the migration");
    }

    private static void unique(Scene scene) {
        if (scene.before().indexes() == scene.after().indexes()) {
            return;
        }
        scene.before()
                .indexes()
                .forEach(
                        (id, index) -> {
                            if (!index.unique()
                                    || !scene.base().indexes().containsKey(id)
                                    || scene.after().indexes().containsKey(id)
                                    || !scene.after().relations().containsKey(index.relation())) {
                                return;
                            }
                            var was = scene.before().names(index.relation(), index.columns());
                            if (index.primary()) {
                                primary(scene, id, index);
                            } else if (hasAll(scene.committed(), index.relation(), was)
                                    && !isUnique(scene.committed(), index.relation(), was)) {
                                var table = scene.name(index.relation());
                                scene.add(
                                        Rule.DROP_UNIQUE,
                                        scene.name(id),
                                        table
                                                + " is no longer unique by "
                                                + String.join(", ", was)
                                                + ": ON CONFLICT over that fails in the running application, and duplicates get in",
                                        scene.spot(
                                                scene.simpleName(id),
                                                scene.simpleName(index.relation())),
                                        List.of(
                                                "-- slipway: allow drop-unique: no running version relies on it since …",
                                                scene.seen().statement().text() + ";"),
                                        null);
                            }
                        });
    }

    private static void primary(Scene scene, long id, Catalog.Index index) {
        var replaced =
                scene.committed().indexes().values().stream()
                        .filter(other -> other.relation() == index.relation() && other.primary())
                        .anyMatch(
                                other ->
                                        scene.committed()
                                                .names(other.relation(), other.columns())
                                                .equals(
                                                        scene.before()
                                                                .names(
                                                                        index.relation(),
                                                                        index.columns())));
        if (replaced) {
            return;
        }
        var table = scene.name(index.relation());
        scene.add(
                Rule.DROP_PRIMARY_KEY,
                table,
                table
                        + " loses its primary key: logical replication refuses its UPDATEs and DELETEs, and ON CONFLICT over it fails",
                scene.spot(scene.simpleName(id), scene.simpleName(index.relation())),
                List.of(
                        "-- first migration",
                        "create unique index concurrently … on " + table + " (…);",
                        "-- next migration: both in one transaction",
                        "alter table "
                                + table
                                + " drop constraint "
                                + Scene.quoted(scene.simpleName(id))
                                + ", add primary key using index …;"),
                null);
    }

    private static boolean hasAll(Catalog catalog, long relation, List<String> columns) {
        return new Interface(catalog)
                .columns(relation)
                .containsAll(columns.stream().filter(column -> !column.isEmpty()).toList());
    }

    private static boolean isUnique(Catalog catalog, long relation, List<String> columns) {
        return catalog.indexes().values().stream()
                .filter(index -> index.relation() == relation && index.unique() && index.valid())
                .anyMatch(
                        index ->
                                new TreeSet<>(catalog.names(relation, index.columns()))
                                        .equals(new TreeSet<>(columns)));
    }

    private static void rights(Scene scene) {
        scene.before()
                .namespaces()
                .forEach(
                        (id, was) -> {
                            var is = scene.after().namespaces().get(id);
                            var last = scene.committed().namespaces().get(id);
                            if (is != null
                                    && last != null
                                    && scene.base().namespaces().containsKey(id)
                                    && !was.grants().equals(is.grants())) {
                                revoked(
                                        scene,
                                        "schema " + Scene.quoted(was.name()),
                                        was.name(),
                                        lost(was.grants(), last.grants()));
                            }
                        });
        scene.before()
                .relations()
                .forEach(
                        (id, was) -> {
                            var is = scene.after().relations().get(id);
                            var last = scene.committed().relations().get(id);
                            if (is == null
                                    || last == null
                                    || !scene.existed(id)
                                    || was.grants().equals(is.grants())
                                    || was.owner() != last.owner()) {
                                return;
                            }
                            revoked(
                                    scene,
                                    was.qualified(),
                                    was.name(),
                                    lost(was.grants(), last.grants()));
                        });
    }

    private static void revoked(Scene scene, String subject, String name, List<String> lost) {
        if (!lost.isEmpty()) {
            scene.add(
                    Rule.REVOKE,
                    subject,
                    String.join(", ", lost)
                            + " may do less with "
                            + subject
                            + " than before, and the running application may be one of them",
                    scene.spot(name),
                    List.of(
                            "-- slipway: allow revoke: nothing logs in as this role since …",
                            scene.seen().statement().text() + ";"),
                    null);
        }
    }

    /// Who had a right before and has it no more.
    private static List<String> lost(List<String> before, List<String> after) {
        var now = privileges(after);
        var lost = new ArrayList<String>();
        privileges(before)
                .forEach(
                        (grantee, letters) -> {
                            var kept = now.getOrDefault(grantee, "");
                            if (letters.chars().anyMatch(c -> kept.indexOf(c) < 0)) {
                                lost.add(grantee);
                            }
                        });
        lost.sort(Comparator.naturalOrder());
        return lost;
    }

    /// The letters of each grantee's privileges, the owner's left out.
    private static Map<String, String> privileges(List<String> grants) {
        var privileges = new HashMap<String, String>();
        for (var grant : grants) {
            var grantee = grant.replaceFirst("=[^=]*$", "");
            var rest = grant.substring(grantee.length() + 1);
            var grantor = rest.substring(rest.indexOf('/') + 1);
            if (!grantee.equals(grantor)) {
                privileges.merge(
                        grantee.isEmpty() ? "everybody" : grantee,
                        rest.substring(0, rest.indexOf('/')).replace("*", ""),
                        String::concat);
            }
        }
        return privileges;
    }

    private static void rowSecurity(Scene scene) {
        scene.after()
                .relations()
                .forEach(
                        (id, is) -> {
                            var was = scene.before().relations().get(id);
                            var last = scene.committed().relations().get(id);
                            if (was == null
                                    || was.rowSecurity()
                                    || !is.rowSecurity()
                                    || last == null
                                    || !last.rowSecurity()
                                    || !scene.existed(id)
                                    || scene.committed().policies().values().stream()
                                            .anyMatch(policy -> policy.relation() == id)) {
                                return;
                            }
                            var name = was.qualified();
                            scene.add(
                                    Rule.ROW_SECURITY,
                                    name,
                                    name
                                            + " has row security and no policy: whoever is not its owner sees no row and may write none",
                                    scene.spot(was.name()),
                                    List.of(
                                            "-- in the same migration, before it",
                                            "create policy … on " + name + " using (…);",
                                            "alter table " + name + " enable row level security;"),
                                    null);
                        });
    }

    private static void triggers(Scene scene) {
        if (scene.before().triggers() == scene.after().triggers()) {
            return;
        }
        scene.before()
                .triggers()
                .forEach(
                        (id, was) -> {
                            var is = scene.after().triggers().get(id);
                            var last = scene.committed().triggers().get(id);
                            if (is == null
                                    || last == null
                                    || !scene.base().triggers().containsKey(id)
                                    || was.enabled().equals("D")
                                    || !is.enabled().equals("D")
                                    || !last.enabled().equals("D")) {
                                return;
                            }
                            var table = scene.name(was.relation());
                            scene.add(
                                    Rule.DISABLED_TRIGGER,
                                    table + "." + Scene.quoted(was.name()),
                                    "the trigger "
                                            + Scene.quoted(was.name())
                                            + " of "
                                            + table
                                            + " stays switched off, and what it does is no longer done",
                                    scene.spot(was.name(), scene.simpleName(was.relation())),
                                    List.of(
                                            "-- in the same transaction, at its end",
                                            "alter table "
                                                    + table
                                                    + " enable trigger "
                                                    + Scene.quoted(was.name())
                                                    + ";"),
                                    "or drop it, if it is not needed");
                        });
    }
}
