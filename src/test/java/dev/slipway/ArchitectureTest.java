package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/// The arrows between the packages, and where each library is known: as the JDK's `jdeps` finds
/// them in the jar.
class ArchitectureTest {
    private static final String OWN = "dev.slipway.";

    /// A package to those that it may use.
    private static final Map<String, Set<String>> ALLOWED =
            Map.ofEntries(
                    Map.entry("failure", Set.of()),
                    Map.entry("progress", Set.of()),
                    Map.entry("settings", Set.of("failure")),
                    Map.entry("database", Set.of("settings", "failure", "progress")),
                    Map.entry("aws", Set.of("settings", "failure", "progress")),
                    Map.entry("data", Set.of("failure")),
                    Map.entry("sql", Set.of()),
                    Map.entry("catalog", Set.of()),
                    Map.entry("yaml", Set.of("data", "failure")),
                    Map.entry("manifest", Set.of("yaml", "data", "catalog", "settings", "failure")),
                    Map.entry("generate", Set.of("data", "catalog", "manifest", "failure")),
                    Map.entry(
                            "export",
                            Set.of(
                                    "data",
                                    "catalog",
                                    "manifest",
                                    "database",
                                    "settings",
                                    "failure",
                                    "progress")),
                    Map.entry(
                            "steps", Set.of("sql", "database", "settings", "failure", "progress")),
                    Map.entry(
                            "migrate",
                            Set.of("steps", "sql", "database", "settings", "failure", "progress")),
                    Map.entry(
                            "seed",
                            Set.of(
                                    "generate",
                                    "sql",
                                    "manifest",
                                    "data",
                                    "catalog",
                                    "database",
                                    "settings",
                                    "failure",
                                    "progress")),
                    Map.entry("roles", Set.of("database", "settings", "failure")),
                    Map.entry(
                            "run",
                            Set.of(
                                    "aws",
                                    "roles",
                                    "migrate",
                                    "steps",
                                    "seed",
                                    "database",
                                    "settings",
                                    "failure",
                                    "progress")),
                    Map.entry(
                            "doctor",
                            Set.of(
                                    "image",
                                    "aws",
                                    "migrate",
                                    "seed",
                                    "database",
                                    "settings",
                                    "failure",
                                    "progress")),
                    Map.entry(
                            "report",
                            Set.of(
                                    "rehearse",
                                    "hazard",
                                    "observe",
                                    "canary",
                                    "launch",
                                    "buildspec",
                                    "doctor",
                                    "run",
                                    "aws",
                                    "export",
                                    "drift",
                                    "roles",
                                    "shape",
                                    "migrate",
                                    "seed",
                                    "settings",
                                    "failure")),
                    Map.entry(
                            "drift",
                            Set.of(
                                    "scratch",
                                    "migrate",
                                    "database",
                                    "settings",
                                    "failure",
                                    "progress")),
                    Map.entry("scratch", Set.of("database", "settings", "failure", "progress")),
                    Map.entry("observe", Set.of("steps", "sql", "database", "failure")),
                    Map.entry("hazard", Set.of("observe", "sql", "database", "failure")),
                    Map.entry("canary", Set.of("database", "failure")),
                    Map.entry(
                            "rehearse",
                            Set.of(
                                    "hazard",
                                    "observe",
                                    "canary",
                                    "queries",
                                    "shape",
                                    "scratch",
                                    "migrate",
                                    "steps",
                                    "sql",
                                    "database",
                                    "settings",
                                    "failure",
                                    "progress")),
                    Map.entry("shape", Set.of("database", "settings", "failure", "progress")),
                    Map.entry("image", Set.of("aws", "failure")),
                    Map.entry(
                            "launch",
                            Set.of(
                                    "image",
                                    "aws",
                                    "run",
                                    "yaml",
                                    "settings",
                                    "failure",
                                    "progress")),
                    Map.entry("buildspec", Set.of("yaml", "settings", "failure")),
                    Map.entry("embedded", Set.of("failure")),
                    Map.entry("queries", Set.of("data", "sql", "database", "failure")),
                    Map.entry("watch", Set.of()));

    /// A library's packages to those of ours that may use it.
    private static final Map<String, Set<String>> LIBRARIES =
            Map.of(
                    "org.flywaydb", Set.of("migrate"),
                    "org.jooq", Set.of("seed", "catalog", "export"),
                    "tools.jackson",
                            Set.of(
                                    "report",
                                    "seed",
                                    "settings",
                                    "data",
                                    "yaml",
                                    "aws",
                                    "image",
                                    "observe",
                                    "shape"),
                    "net.datafaker", Set.of("generate"),
                    "picocli", Set.of("cli"),
                    "software.amazon.awssdk", Set.of("data", "aws"),
                    "io.airlift.compress", Set.of("data"),
                    "org.snakeyaml", Set.of("data"),
                    "io.zonky", Set.of("embedded"));

    private static final Pattern ARROW =
            Pattern.compile("\\s+(?<from>dev\\.slipway\\.\\w+)\\s+-> (?<to>[\\w.]+)\\s.*");

    private static Map<String, Set<String>> uses;

    @BeforeAll
    static void runJdeps() throws IOException {
        var out = new StringWriter();
        Set<String> libraries;
        try (var files = Files.list(Path.of("target/lib"))) {
            libraries = files.map(Path::toString).collect(Collectors.toSet());
        }
        var jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        var exitCode =
                jdeps.run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "--multi-release",
                        "25",
                        "--ignore-missing-deps",
                        "-verbose:package",
                        "-filter:none",
                        "--class-path",
                        String.join(":", libraries),
                        "target/slipway.jar");
        assertThat(exitCode).as(out.toString()).isZero();
        uses = new TreeMap<>();
        out.toString()
                .lines()
                .map(ARROW::matcher)
                .filter(arrow -> arrow.matches())
                .forEach(
                        arrow ->
                                uses.computeIfAbsent(
                                                arrow.group("from").substring(OWN.length()),
                                                _ -> new TreeSet<>())
                                        .add(arrow.group("to")));
    }

    @Test
    void packagesUseOnlyThoseBelowThem() {
        assertThat(uses).containsKeys("failure", "seed", "cli");
        uses.forEach(
                (from, targets) -> {
                    if (!from.equals("cli")) {
                        assertThat(ALLOWED).as("the package is known here").containsKey(from);
                        assertThat(targets)
                                .as(from)
                                .filteredOn(to -> to.startsWith(OWN) && !to.equals(OWN + from))
                                .extracting(to -> to.substring(OWN.length()))
                                .isSubsetOf(ALLOWED.get(from));
                    }
                });
    }

    @Test
    void everyLibraryIsKnownOnlyWhereItBelongs() {
        LIBRARIES.forEach(
                (library, packages) ->
                        assertThat(uses.keySet())
                                .as("packages that use " + library)
                                .filteredOn(
                                        from ->
                                                uses.get(from).stream()
                                                        .anyMatch(to -> to.startsWith(library)))
                                .containsExactlyInAnyOrderElementsOf(packages));
    }
}
