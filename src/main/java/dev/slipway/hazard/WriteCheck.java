package dev.slipway.hazard;

import dev.slipway.observe.Plan;
import dev.slipway.observe.TableUse;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// UPDATE and DELETE of rows without number, in one transaction.
final class WriteCheck implements Check {
    private static final long MANY = 100;

    /// How PostgreSQL itself writes the statements of ON DELETE and ON UPDATE.
    private static final Pattern OF_FOREIGN_KEY =
            Pattern.compile(
                    "^(DELETE FROM|UPDATE) ONLY .* OPERATOR\\(pg_catalog|^(DELETE FROM|UPDATE) ONLY .*WHERE \\$1");

    @Override
    public void look(Scene scene) {
        if (scene.migration().backfill()) {
            return;
        }
        scene.seen().plans().stream()
                .filter(plan -> plan.written() != null && !plan.bounded())
                .filter(plan -> !OF_FOREIGN_KEY.matcher(plan.query()).find())
                .forEach(plan -> unbounded(scene, plan));
        scene.seen().uses().forEach((relation, use) -> counted(scene, relation, use));
    }

    /// A loop, or a foreign key that cascades: each of its statements is short.
    private static void counted(Scene scene, long relation, TableUse use) {
        if (!scene.isTableInUse(relation) || use.updated() + use.deleted() < MANY) {
            return;
        }
        var name = scene.name(relation);
        scene.add(
                Rule.UNBATCHED_WRITE,
                name,
                use.updated()
                        + use.deleted()
                        + " rows of "
                        + name
                        + " are written in one transaction: each stays locked until its end, and replicas and VACUUM fall behind",
                scene.spot(scene.simpleName(relation)),
                List.of(),
                "write it as one UPDATE or DELETE of one table with a key, in a migration of its own that begins with -- slipway: backfill key=COLUMN");
    }

    private static void unbounded(Scene scene, Plan plan) {
        var name = Objects.requireNonNull(plan.written());
        var relation =
                scene.base().relations().entrySet().stream()
                        .filter(entry -> entry.getValue().isTable())
                        .filter(entry -> !entry.getValue().isView())
                        .filter(
                                entry ->
                                        scene.name(entry.getKey()).equals(name)
                                                || entry.getValue().qualified().equals(name))
                        .findFirst();
        if (relation.isEmpty()) {
            return;
        }
        var delete = plan.operation().equals("Delete");
        var key = scene.before().key(relation.get().getKey());
        // Its parts can be run one by one; joins, common tables and several statements cannot.
        var alone = scene.seen().statement().text().strip().equals(plan.query().strip());
        scene.add(
                Rule.UNBATCHED_WRITE,
                name,
                "rows of "
                        + name
                        + " are "
                        + (delete ? "deleted" : "updated")
                        + " in one transaction, however many there are: each stays locked until its end, and replicas and VACUUM fall behind",
                scene.spot(relation.get().getValue().name(), delete ? "delete" : "update"),
                alone && key != null
                        ? List.of(
                                "-- in a migration of its own, which runs in batches that are committed one by one",
                                SafeForms.backfill(key),
                                plan.query().strip())
                        : List.of(),
                alone && key != null
                        ? null
                        : "write it as one UPDATE or DELETE of one table with a key, in a migration of its own that begins with -- slipway: backfill key=COLUMN");
    }
}
