package dev.slipway.support;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A plan, and then the load that it foretells.
public final class PlannedLoad {
    private PlannedLoad() {}

    /// Plans, loads, and returns the counts of both, `name inserted/updated/deleted/unchanged`, or
    /// `name current`; seeds of other environments are left out.
    ///
    /// @throws AssertionError when one of the two fails, or they do not agree
    public static List<String> counts(SeedBench bench, String... args) {
        var planned = run(bench, args, "--plan");
        var loaded = run(bench, args);
        if (!Set.copyOf(planned).equals(Set.copyOf(loaded))) {
            throw new AssertionError("the plan says " + planned + ", the load did " + loaded);
        }
        return loaded;
    }

    private static List<String> run(SeedBench bench, String[] args, String... more) {
        var whole = new ArrayList<>(List.of("--output=json"));
        whole.addAll(List.of(more));
        whole.addAll(List.of(args));
        var result = bench.seed(whole.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    whole + ": exit " + result.exitCode() + "\n" + result.stderr());
        }
        return counts(result);
    }

    /// The counts that one command told in JSON.
    public static List<String> counts(Execution result) {
        return SeedBench.json(result)
                .get("seeds")
                .valueStream()
                .filter(seed -> !seed.get("status").stringValue().equals("excluded"))
                .map(PlannedLoad::counts)
                .toList();
    }

    private static String counts(JsonNode seed) {
        var name = seed.get("name").stringValue();
        if (seed.get("status").stringValue().equals("current")) {
            return name + " current";
        }
        return name
                + " "
                + seed.get("inserted")
                + "/"
                + seed.get("updated")
                + "/"
                + seed.get("deleted")
                + "/"
                + seed.get("unchanged");
    }
}
