package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Seeds that a user wrote in Java and brings in a jar.
class JavaSeedTest {
    private static final String INSERT =
            "db.execute(\"insert into fruits values ('plum', 'blue') on conflict do nothing\"); return new SeedChanges(1, 0, 0);";

    @RegisterExtension final SeedBench bench = new SeedBench();

    @TempDir private Path classes;

    @BeforeEach
    void createTableAndSeed() throws IOException {
        bench.sql("create table fruits (name text primary key, color text)");
        bench.with("fruits.csv", "name,color\napple,red\n");
        Files.createDirectory(bench.libraries());
    }

    /// A class of a seed.
    private static String loader(
            String type, String name, String version, String after, String body) {
        return """
        import dev.slipway.seed.*;
        import java.util.List;
        import org.jooq.DSLContext;
        public final class %s implements SeedLoader {
          public String name() { return %s; }
          public String version() { return "%s"; }
          public List<String> after() { return List.of(%s); }
          public SeedChanges load(DSLContext db) { %s }
        }
        """
                .formatted(type, name, version, after, body);
    }

    private void jar(String name, List<String> types, List<String> sources) throws IOException {
        var units = new ArrayList<JavaFileObject>();
        for (int i = 0; i < types.size(); i++) {
            units.add(new Source(types.get(i), sources.get(i)));
        }
        var libraries =
                String.join(
                        java.io.File.pathSeparator,
                        "target/slipway.jar",
                        "target/lib/jooq-" + version("jooq") + ".jar",
                        "target/lib/r2dbc-spi-" + version("r2dbc-spi") + ".jar",
                        "target/lib/reactive-streams-" + version("reactive-streams") + ".jar");
        var compiled =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(
                                null,
                                null,
                                ignored -> {},
                                List.of("-d", classes.toString(), "-cp", libraries, "-proc:none"),
                                null,
                                units)
                        .call();
        assertThat(compiled).isTrue();
        try (var out =
                new JarOutputStream(Files.newOutputStream(bench.libraries().resolve(name)))) {
            for (var type : types) {
                out.putNextEntry(new JarEntry(type + ".class"));
                Files.copy(classes.resolve(type + ".class"), out);
            }
            out.putNextEntry(new JarEntry("META-INF/services/dev.slipway.seed.SeedLoader"));
            out.write(String.join("\n", types).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private void jar(String source) throws IOException {
        jar("seeds.jar", List.of("Plums"), List.of(source));
    }

    private static String version(String library) throws IOException {
        try (var files = Files.list(Path.of("target/lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(library + "-"))
                    .map(file -> file.substring(library.length() + 1, file.length() - 4))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String type, String text) {
            super(URI.create("string:///" + type + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    @Test
    void loadsAfterTheFilesAndOnlyOnce() throws IOException {
        jar(
                loader(
                        "Plums",
                        "\"aaa\"",
                        "1",
                        "",
                        "db.execute(\"insert into fruits select 'plum', color from fruits\"); return new SeedChanges(1, 0, 0);"));

        assertThat(bench.counts()).containsExactly("fruits 1/0/0", "aaa 1/0/0");

        assertThat(bench.rows("select * from fruits order by 1"))
                .containsExactly("apple|red", "plum|red");
        assertThat(bench.counts()).containsExactly("fruits current", "aaa current");
        assertThat(bench.rows("select seed, inserted from slipway_seed_history order by id"))
                .containsExactly("fruits|1", "aaa|1");
    }

    @Test
    void loadsAgainWhenItsVersionOrASeedBeforeItChanged() throws IOException {
        jar(loader("Plums", "\"plums\"", "1", "\"fruits\"", INSERT));
        bench.seed();

        jar(loader("Plums", "\"plums\"", "2", "\"fruits\"", INSERT));
        assertThat(bench.counts()).containsExactly("fruits current", "plums 1/0/0");

        bench.with("fruits.csv", "name,color\napple,green\n");
        assertThat(bench.counts()).containsExactly("fruits 0/1/0", "plums 1/0/0");
    }

    @Test
    void loadsJavaSeedsInTheOrderTheyAskFor() throws IOException {
        jar(
                "seeds.jar",
                List.of("First", "Second"),
                List.of(
                        loader(
                                "First",
                                "\"a\"",
                                "1",
                                "\"z\"",
                                "db.execute(\"update fruits set color = 'from z' where name = 'z'\"); return new SeedChanges(0, 1, 0);"),
                        loader(
                                "Second",
                                "\"z\"",
                                "1",
                                "\"fruits\"",
                                "db.execute(\"insert into fruits values ('z')\"); return new SeedChanges(1, 0, 0);")));

        assertThat(bench.counts()).containsExactly("fruits 1/0/0", "z 1/0/0", "a 0/1/0");
        assertThat(bench.value("select color from fruits where name = 'z'")).isEqualTo("from z");
    }

    @Test
    void isPlannedWithoutRunning() throws IOException {
        jar(loader("Plums", "\"plums\"", "1", "\"fruits\"", INSERT));

        var result = bench.seed("--plan");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout())
                .containsPattern("plums +java +\\? +\\? +\\?")
                .contains("What is shown as ? is known only when the seed runs.");
        assertThat(bench.value("select count(*) from fruits")).isEqualTo("0");
    }

    private void plumsThatThrow() throws IOException {
        jar(
                loader(
                        "Plums",
                        "\"plums\"",
                        "1",
                        "\"fruits\"",
                        "db.execute(\"insert into fruits values ('plum')\"); throw new IllegalStateException(\"no more plums\");"));
    }

    @Test
    void isRolledBackWithAllOthersWhenItThrows() throws IOException {
        plumsThatThrow();

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .startsWith(
                        "error[seed]: seed plums failed; everything was rolled back, nothing was loaded")
                .contains("Plums: IllegalStateException: no more plums");
        assertThat(bench.rows("select name from fruits")).isEmpty();
        assertThat(bench.database().tables()).doesNotContain("slipway_seed_history");
    }

    @Test
    void isRolledBackAloneWhenItThrowsAndEachIsCommittedByItself() throws IOException {
        plumsThatThrow();

        var result = bench.seed("--commit-per", "seed");

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .startsWith(
                        "error[seed]: seed plums failed; it was rolled back, the seeds before it stay loaded")
                .contains("Plums: IllegalStateException: no more plums");
        assertThat(bench.rows("select name from fruits")).containsExactly("apple");
        assertThat(bench.rows("select seed from slipway_seed_history")).containsExactly("fruits");
    }

    @Test
    void isRolledBackWhenTheDatabaseRefuses() throws IOException {
        jar(
                loader(
                        "Plums",
                        "\"plums\"",
                        "1",
                        "",
                        "db.execute(\"insert into fruits values ('plum')\"); db.execute(\"insert into fruits values ('apple')\"); return null;"));

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "seed plums failed; everything was rolled back, nothing was loaded",
                        "duplicate key value",
                        "(name)=(apple) already exists");
        assertThat(bench.rows("select name from fruits")).isEmpty();
    }

    @Test
    void isRolledBackWhenItReturnsNothingOrMissesAClass() throws IOException {
        jar(
                loader(
                        "Plums",
                        "\"plums\"",
                        "1",
                        "",
                        "db.execute(\"delete from fruits\"); return null;"));
        bench.sql("insert into fruits values ('apple')");
        var nothing = bench.seed();
        assertThat(nothing.exitCode()).isEqualTo(9);
        assertThat(nothing.stderr()).contains("load() returned null");

        jar(
                loader(
                        "Plums",
                        "\"plums\"",
                        "1",
                        "",
                        "throw new NoClassDefFoundError(\"com/example/Gone\");"));
        var missing = bench.seed();
        assertThat(missing.exitCode()).isEqualTo(9);
        assertThat(missing.stderr())
                .contains("seed plums failed", "NoClassDefFoundError: com/example/Gone");
        assertThat(bench.rows("select name from fruits")).containsExactly("apple");
    }

    @Test
    void isRefusedWhenItComesAfterNoSeed() throws IOException {
        jar(loader("Plums", "\"plums\"", "1", "\"friuts\"", INSERT));

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains("seed plums comes after friuts, which is no seed; did you mean fruits?");
        assertThat(bench.value("select count(*) from fruits")).isEqualTo("0");
    }

    @Test
    void isRefusedWhenItWaitsForItself() throws IOException {
        jar(
                "seeds.jar",
                List.of("First", "Second"),
                List.of(
                        loader("First", "\"a\"", "1", "\"b\"", INSERT),
                        loader("Second", "\"b\"", "1", "\"a\"", INSERT)));

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).contains("refer to each other in a circle", "a → b → a");
    }

    @Test
    void isRefusedUnderTheNameOfAnother() throws IOException {
        jar(loader("Plums", "\"fruits\"", "1", "", INSERT));

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains("two seeds are called fruits", "fruits.csv and the Java seed Plums");
    }

    @Test
    void isRefusedWithoutAName() throws IOException {
        jar(loader("Plums", "null", "1", "", INSERT));

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).contains("the Java seed Plums has no name");
    }

    @Test
    void isRefusedWhenItsJarIsBroken() throws IOException {
        Files.writeString(bench.libraries().resolve("broken.jar"), "not a zip");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "a seed in the jars of",
                        "cannot be loaded; nothing was loaded",
                        "broken.jar is no jar");
        assertThat(bench.value("select count(*) from fruits")).isEqualTo("0");
    }

    @Test
    void isRefusedWhenItsJarNamesAClassThatItLacks() throws IOException {
        jar("seeds.jar", List.of("Plums"), List.of(loader("Plums", "\"plums\"", "1", "", INSERT)));
        try (var out =
                new JarOutputStream(
                        Files.newOutputStream(bench.libraries().resolve("lacks.jar")))) {
            out.putNextEntry(new JarEntry("META-INF/services/dev.slipway.seed.SeedLoader"));
            out.write("com.example.Gone".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr()).contains("com.example.Gone", "META-INF/services");
        assertThat(bench.value("select count(*) from fruits")).isEqualTo("0");
    }
}
