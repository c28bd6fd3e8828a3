package dev.slipway.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.catalog.TableName;
import dev.slipway.data.DataFormat;
import dev.slipway.data.Format;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.manifest.SeedDefinition.ColumnRule;
import dev.slipway.manifest.SeedDefinition.GeneratedColumn;
import dev.slipway.manifest.SeedDefinition.Guards;
import dev.slipway.manifest.SeedDefinition.Limit;
import dev.slipway.manifest.SeedDefinition.LoadMode;
import dev.slipway.manifest.SeedDefinition.Reference;
import dev.slipway.manifest.SeedDefinition.Source;
import dev.slipway.manifest.SeedDefinition.Value;
import dev.slipway.manifest.SeedFolder.Excluded;
import dev.slipway.support.Folder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a folder's files and manifests become, for each environment.
class SeedFolderTest {
    @TempDir private Path temporary;

    private Folder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new Folder(Files.createDirectory(temporary.resolve("seeds")));
    }

    private SeedFolder read(@Nullable String environment) {
        return SeedFolder.read(folder.path(), environment);
    }

    private SeedDefinition only(@Nullable String environment) {
        assertThat(read(environment).seeds()).hasSize(1);
        return read(environment).seeds().getFirst();
    }

    private Failure failure(@Nullable String environment) {
        return catchThrowableOfType(FailureException.class, () -> read(environment)).failure();
    }

    private List<String> problems(@Nullable String environment) {
        return failure(environment).problems().stream().map(Object::toString).toList();
    }

    private static List<String> names(SeedFolder read) {
        return read.seeds().stream().map(SeedDefinition::name).toList();
    }

    /// `name@layer` of each of its files.
    private static List<String> parts(SeedDefinition seed) {
        return ((Source.Files) seed.source())
                .parts().stream().map(part -> part.file().name() + "@" + part.layer()).toList();
    }

    @Test
    void everyFileOfAKnownEndingIsASeed() {
        folder.with("a.csv", "")
                .with("shop.b.tsv.gz", "")
                .with("c.json", "")
                .with("d.ndjson.zst", "")
                .with("e.yml", "")
                .with("f.sql", "select 1")
                .with("g.xlsx", "")
                .with("seeds.schema.json", "{}")
                .with(".hidden.csv", "")
                .with("sub/h.csv", "");

        var read = read(null);

        assertThat(names(read)).containsExactly("a", "c", "d", "e", "f", "shop.b");
        assertThat(read.seeds().getLast().table()).isEqualTo(new TableName("shop", "b"));
        assertThat(read.seeds().get(4).source()).isInstanceOf(Source.Sql.class);
        assertThat(read.skipped())
                .containsExactly(
                        "g.xlsx is no seed: a seed is .csv, .tsv, .ndjson, .json, .yaml or .sql, plain, .gz or .zst");
        assertThat(read.environments()).isEmpty();
    }

    @Test
    void readsEveryKeyOfASeed() {
        folder.with("x.txt", "")
                .with(
                        "seeds.yaml",
                        """
                        placeholders: {domain: example.com}
                        seeds:
                          people:
                            schema: shop
                            table: the.people
                            file: x.txt
                            format: {type: csv, delimiter: ";", quote: "'", null: "\\\\N", encoding: ISO-8859-1, header: [a, b]}
                            key: [handle, country_id]
                            mode: sync
                            columns:
                              name: full name
                              source: {value: "of ${domain}"}
                              nothing: {value: ~}
                              email: {sql: "handle || '@${domain}'", on: insert}
                              hash: {from: h, on: insert}
                            ignore: [comment]
                            references:
                              country_id: {from: country, to: shop.countries.iso2}
                              team_id: {from: team, to: {table: t.eams, column: na.me}}
                            environments: [staging, production]
                            placeholders: true
                            after: [other]
                            max-delete: 5%
                            min-rows: 1_200
                        """);

        var seed = only("staging");

        assertThat(seed.table()).isEqualTo(new TableName("shop", "the.people"));
        assertThat(seed.key()).containsExactly("handle", "country_id");
        assertThat(seed.mode()).isEqualTo(LoadMode.SYNC);
        assertThat(seed.columns())
                .containsExactly(
                        new ColumnRule("name", new Value.FromFile("full name"), false),
                        new ColumnRule("source", new Value.Constant("of example.com"), false),
                        new ColumnRule("nothing", new Value.Constant(null), false),
                        new ColumnRule(
                                "email", new Value.Expression("handle || '@example.com'"), true),
                        new ColumnRule("hash", new Value.FromFile("h"), true));
        assertThat(seed.ignored()).containsExactly("comment");
        assertThat(seed.references())
                .containsExactly(
                        new Reference(
                                "country_id",
                                "country",
                                new TableName("shop", "countries"),
                                "iso2"),
                        new Reference("team_id", "team", new TableName(null, "t.eams"), "na.me"));
        assertThat(seed.after()).containsExactly("other");
        assertThat(seed.guards()).isEqualTo(new Guards(new Limit(0.05, true), 1200));
        var source = (Source.Files) seed.source();
        assertThat(source.placeholders()).isEqualTo(Map.of("domain", "example.com"));
        assertThat(source.parts().getFirst().file().format())
                .isEqualTo(
                        new DataFormat(
                                Format.CSV,
                                ';',
                                '\'',
                                "\\N",
                                StandardCharsets.ISO_8859_1,
                                List.of("a", "b")));
    }

    @Test
    void readsEveryGenerator() {
        folder.with(
                "seeds.yaml",
                """
                seeds:
                  people:
                    generate: 1_000_000
                    seed: 42
                    locale: de
                    columns:
                      handle: {fake: "#{Internet.username}", nulls: 20%}
                      id: {row: 7}
                      score: {between: [0, 99.50]}
                      share: {between: [0, 1], decimals: 3}
                      born: {moment: [1950-01-01, 2008-12-31]}
                      seen: {moment: ["2024-01-01 10:00", 2024-01-01T12:30:00+02:00]}
                      kind: {one-of: [a, 2]}
                      rank: {one-of: {a: 3, b: 0.5}}
                      country_id: {pick: shop.countries.id}
                      origin: {value: made up}
                """);

        var seed = only(null);

        assertThat(seed.source())
                .isEqualTo(
                        new Source.Generated(
                                1_000_000,
                                42,
                                "de",
                                List.of(
                                        made(
                                                "handle",
                                                new Generator.Fake("#{Internet.username}"),
                                                0.2),
                                        made("id", new Generator.RowNumber(7), 0),
                                        made(
                                                "score",
                                                new Generator.Between(
                                                        BigDecimal.ZERO,
                                                        new BigDecimal("99.50"),
                                                        2),
                                                0),
                                        made(
                                                "share",
                                                new Generator.Between(
                                                        BigDecimal.ZERO, BigDecimal.ONE, 3),
                                                0),
                                        made(
                                                "born",
                                                new Generator.Moment(
                                                        Instant.parse("1950-01-01T00:00:00Z"),
                                                        Instant.parse("2009-01-01T00:00:00Z")),
                                                0),
                                        made(
                                                "seen",
                                                new Generator.Moment(
                                                        Instant.parse("2024-01-01T10:00:00Z"),
                                                        Instant.parse("2024-01-01T10:30:00Z")),
                                                0),
                                        made(
                                                "kind",
                                                new Generator.OneOf(
                                                        List.of("a", "2"), List.of(1.0, 1.0)),
                                                0),
                                        made(
                                                "rank",
                                                new Generator.OneOf(
                                                        List.of("a", "b"), List.of(3.0, 0.5)),
                                                0),
                                        made(
                                                "country_id",
                                                new Generator.Pick(
                                                        new TableName("shop", "countries"), "id"),
                                                0))));
        assertThat(seed.columns())
                .containsExactly(new ColumnRule("origin", new Value.Constant("made up"), false));
    }

    private static GeneratedColumn made(String column, Generator generator, double nulls) {
        return new GeneratedColumn(column, generator, nulls);
    }

    @Test
    void findsFilesByNameByGlobAndInS3() {
        folder.with("parts/2.csv", "")
                .with("parts/10.csv", "")
                .with("parts/x.txt", "")
                .with("parts/deep/3.csv", "")
                .with("odd[1].csv", "")
                .with("free.csv", "")
                .with("env/staging/parts/4.csv", "")
                .with(
                        "seeds.yaml",
                        """
                        placeholders: {dir: parts}
                        seeds:
                          all:
                            files: ["odd[1].csv", "${dir}/*.csv", "s3://bucket/key.csv.gz"]
                          deep: {file: "**/3.csv"}
                        """);

        var read = read(null);

        assertThat(names(read)).containsExactly("all", "deep", "free");
        assertThat(parts(read.seeds().getFirst()))
                .containsExactly(
                        "odd[1].csv@0",
                        "parts/10.csv@0",
                        "parts/2.csv@0",
                        "s3://bucket/key.csv.gz@0");
        assertThat(parts(read("staging").seeds().getFirst())).endsWith("env/staging/parts/4.csv@1");
    }

    @Test
    void laysAnEnvironmentOverTheBase() {
        folder.with("countries.csv", "")
                .with("people.csv", "")
                .with("setup.sql", "")
                .with("env/staging/people.yaml", "")
                .with("env/staging/demo.csv", "")
                .with("env/staging/setup.sql", "")
                .with("env/test/probe.csv", "")
                .with(
                        "seeds.yaml",
                        """
                        placeholders: {domain: example.com, sign: "@"}
                        seeds:
                          people:
                            key: handle
                            columns: {email: {sql: "handle || '${sign}${domain}'"}}
                          live: {file: countries.csv, table: countries, environments: [production]}
                        """)
                .with(
                        "env/staging/seeds.yaml",
                        """
                        placeholders: {domain: staging.example.com}
                        seeds:
                          people: {min-rows: 3}
                        """);

        var none = read(null);
        var staging = read("staging");

        assertThat(none.environments()).containsExactly("production", "staging", "test");
        assertThat(names(none)).containsExactly("people", "setup");
        assertThat(none.excluded())
                .containsExactly(
                        new Excluded("demo", Set.of("staging")),
                        new Excluded("live", Set.of("production")),
                        new Excluded("probe", Set.of("test")));
        assertThat(names(staging)).containsExactly("demo", "people", "setup");
        assertThat(staging.excluded())
                .containsExactly(
                        new Excluded("live", Set.of("production")),
                        new Excluded("probe", Set.of("test")));
        assertThat(names(read("production"))).containsExactly("live", "people", "setup");
        assertThat(parts(staging.seeds().getFirst())).containsExactly("env/staging/demo.csv@1");
        var people = staging.seeds().get(1);
        assertThat(parts(people)).containsExactly("people.csv@0", "env/staging/people.yaml@1");
        assertThat(people.key()).containsExactly("handle");
        assertThat(people.guards().minRows()).isEqualTo(3);
        assertThat(people.columns())
                .extracting(ColumnRule::value)
                .containsExactly(new Value.Expression("handle || '@staging.example.com'"));
        assertThat(staging.seeds().getLast().sourceName())
                .isEqualTo("setup.sql, env/staging/setup.sql");
    }

    @Test
    void anOverlayReplacesASourceOfAnotherKind() {
        folder.with("people.csv", "")
                .with(
                        "env/load/seeds.yaml",
                        "seeds: {people: {generate: 5, columns: {a: {row: 1}}}}")
                .with("env/big/seeds.yaml", "seeds: {demo: {generate: 9}}")
                .with("env/real/demo.csv", "")
                .with(
                        "seeds.yaml",
                        "seeds: {demo: {generate: 5, seed: 3, columns: {a: {row: 1}, b: {value: x}}}}");

        var load = read("load").seeds();
        var real = read("real").seeds().getFirst();

        assertThat(((Source.Generated) load.getLast().source()).rows()).isEqualTo(5);
        assertThat(((Source.Generated) read("big").seeds().getFirst().source()).rows())
                .isEqualTo(9);
        assertThat(parts(real)).containsExactly("env/real/demo.csv@1");
        assertThat(real.columns()).extracting(ColumnRule::column).containsExactly("b");
    }

    @Test
    void aSeedThatOnlyOverlaysHaveFilesForMayBeDescribedInTheBase() {
        folder.with("seeds.yaml", "seeds: {people: {key: handle}}")
                .with("env/staging/people.csv", "");

        assertThat(read(null).seeds()).isEmpty();
        assertThat(read(null).excluded())
                .containsExactly(new Excluded("people", Set.of("staging")));
        assertThat(only("staging").key()).containsExactly("handle");
    }

    @Test
    void anUnknownEnvironmentIsAFailureWhereSomeAreKnown() {
        folder.with("a.csv", "");
        assertThat(names(read("anything"))).containsExactly("a");

        folder.with("env/staging/b.csv", "");
        var failure = failure("stagign");

        assertThat(failure.kind()).isEqualTo(Kind.SETTINGS);
        assertThat(failure.what())
                .isEqualTo("the seeds know no environment stagign; nothing was loaded");
        assertThat(failure.fix()).containsExactly("did you mean staging?");
        assertThat(failure("../x").fix()).containsExactly("name one of staging");
    }

    @Test
    void faultsOfAnotherEnvironmentStayThere() {
        folder.with("a.csv", "").with("env/staging/seeds.yaml", "seeds: {a: {tabel: x}}");

        assertThat(names(read(null))).containsExactly("a");
        assertThat(problems("staging"))
                .containsExactly(
                        "env/staging/seeds.yaml:1:13: seed a does not know 'tabel'; did you mean table?");
    }

    @Test
    void refusesPathsThatLeadOut() throws IOException {
        Files.writeString(temporary.resolve("secret.csv"), "");
        Files.createSymbolicLink(
                folder.path().resolve("link.csv"), temporary.resolve("secret.csv"));
        folder.with("env/staging/x.csv", "")
                .with(
                        "seeds.yaml",
                        """
                        seeds:
                          a: {file: ../secret.csv}
                          b: {file: /etc/passwd}
                          c: {file: env/staging/x.csv}
                          d: {file: "*.tsv"}
                          e: {file: "a{b"}
                          f: {file: "s3://bucket/*.csv"}
                          g: {file: "s3://bucket"}
                          h: {file: "parts/../link.csv"}
                        """);

        assertThat(problems(null))
                .contains(
                        "link.csv: is a link that leads out of the seeds folder",
                        "seeds.yaml:2:7: seed a: ../secret.csv must be a path below the seeds folder, without ..",
                        "seeds.yaml:3:7: seed b: /etc/passwd must be a path below the seeds folder, without ..",
                        "seeds.yaml:4:7: seed c: env/staging/x.csv belongs to an environment; only env/NAME/seeds.yaml may name it",
                        "seeds.yaml:5:7: seed d: no file matches *.tsv",
                        "seeds.yaml:7:7: seed f: s3://bucket/*.csv must name one object; S3 is not searched")
                .anyMatch(problem -> problem.startsWith("seeds.yaml:6:7: seed e: a{b is no glob"))
                .anyMatch(problem -> problem.startsWith("seeds.yaml:8:7: seed g: s3://bucket"));
    }

    @Test
    void refusesAnOverlayThatLiesElsewhere() throws IOException {
        new Folder(temporary.resolve("other")).with("seeds.yaml", "{}").with("x.csv", "");
        folder.with("env/test/a.csv", "");
        Files.createSymbolicLink(folder.path().resolve("env/away"), temporary.resolve("other"));

        assertThat(problems("away"))
                .containsExactly(
                        "env/away/seeds.yaml: is a link that leads out of the seeds folder",
                        "env/away/x.csv: is a link that leads out of the seeds folder");
        assertThat(names(read("test"))).containsExactly("a");
    }

    @Test
    void linksWithinTheFolderAreFollowed() throws IOException {
        folder.with("..data/a.csv", "");
        Files.createSymbolicLink(folder.path().resolve("a.csv"), Path.of("..data", "a.csv"));

        assertThat(names(read(null))).containsExactly("a");
    }

    /// What no schema says: it takes two places, or the files.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a: {columns: {x: {value: '${domian}'}}} | 2:17: seed a, column x: there is no placeholder domian; did you mean domain?
                    a: {columns: {x: y}, references: {x: {from: z, to: b.c}}} | 2:17: seed a: x is in both columns and references
                    a: {columns: {x: y}, ignore: [y]} | 2:17: seed a: y is ignored, and used here
                    a: {references: {x: {from: z, to: b.c}}, ignore: z} | 2:7: seed a: z is ignored, and used by the reference x
                    a: {key: x, columns: {x: {from: y, on: insert}}} | 2:25: seed a: x is part of the key, so that every row must have it, not only new ones
                    a: {after: a} | 2:7: seed a comes after itself
                    a: {seed: 3} | 2:7: seed a: seed needs generate
                    a: {columns: {x: {row: 1}}} | 2:17: seed a, column x is made up, which needs generate
                    a: {generate: 3, columns: {x: {row: 1}}} | 2:7: seed a is generated, and there is a file a.csv
                    g: {generate: 3} | 2:7: seed g is generated and needs columns that say how
                    g: {generate: 3, columns: {x: {row: 1}, y: z}} | 2:43: seed g, column y: a generated seed has no file; say value, sql or a generator
                    g: {generate: 3, format: csv, columns: {x: {row: 1}}} | 2:20: seed g is generated and cannot have format
                    g: {generate: 3, columns: {x: {between: [2, 1]}}} | 2:34: seed g, column x: between: 2 is more than 1
                    g: {generate: 3, columns: {x: {moment: [2024-02-30, 2024-03-01]}}} | 2:43: seed g, column x: moment: '2024-02-30' is neither a date such as 2024-12-31 nor a timestamp such as 2024-12-31 12:00:00
                    g: {generate: 3, columns: {x: {moment: [2024-03-02, 2024-03-01]}}} | 2:34: seed g, column x: moment: the first must be before the second
                    s: {key: a} | 2:7: seed s is SQL and cannot have key
                    s: {file: s.sql, table: t} | 2:20: seed s is SQL and cannot have table
                    m: {files: [a.csv, s.sql]} | 2:7: seed m has SQL beside data; they must be two seeds
                    a: {format: {encoding: latin-99}} | 2:16: seed a: format: encoding: there is no encoding latin-99; most are UTF-8 or ISO-8859-1
                    a: {format: {delimiter: '"'}} | 2:7: seed a: format: the delimiter and the quote are the same
                    j: {format: {delimiter: ';'}} | 2:16: seed j: format: delimiter does not go with json
                    m: {files: [a.csv, '*.csv']} | 2:22: seed m has a.csv twice
                    m: {file: notes.txt} | 2:7: seed m: notes.txt is not .csv, .tsv, .ndjson, .json, .yaml or .sql, plain, .gz or .zst; say its format
                    m: {file: gone.csv} | 2:7: seed m: there is no file gone.csv
                    """)
    void tellsWhatDoesNotGoTogether(String seed, String problem) {
        folder.with("a.csv", "")
                .with("s.sql", "")
                .with("j.json", "")
                .with("notes.txt", "")
                .with("seeds.yaml", "seeds:\n  " + seed + "\nplaceholders: {domain: x}\n");

        assertThat(problems(null)).containsExactly("seeds.yaml:" + problem);
    }

    @Test
    void anOverlayMayNotTurnASyncIntoAReplaceWithAKey() {
        folder.with("a.csv", "")
                .with("seeds.yaml", "seeds: {a: {key: id}}")
                .with(
                        "env/staging/seeds.yaml",
                        "seeds: {a: {mode: replace, environments: staging, max-delete: 1}}");

        assertThat(problems("staging"))
                .containsExactly(
                        "seeds.yaml:1:13: seed a: mode replace compares whole rows and has no key");
    }
}
