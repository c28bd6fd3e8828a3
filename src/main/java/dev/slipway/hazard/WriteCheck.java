package dev.slipway.hazard;

import dev.slipway.observe.Plan;

import java.util.List;
import java.util.Objects;

/// UPDATE and DELETE of rows without number, in one transaction.
final class WriteCheck implements Check {
    @Override
    public void look(Scene scene) {
        if (scene.migration().backfill()) {
            return;
        }
        scene.seen().plans().stream()
                .filter(plan -> plan.written() != null && !plan.bounded())
                .forEach(plan -> unbounded(scene, plan));
    }

    private static void unbounded(Scene scene, Plan plan) {
        var name = Objects.requireNonNull(plan.written());
        var relation =
                scene.base().relations().entrySet().stream()
                        .filter(entry -> entry.getValue().isTable())
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
                (delete ? "rows of " : "rows of ")
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
