package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/// The seeds folder and its manifest.
class SeedManifestTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    @BeforeEach
    void createTable() {
        bench.sql("create table fruits (name text primary key, color text)");
    }

    private Execution refused(int exitCode) {
        var result = bench.seed();

        assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isEqualTo(exitCode);
        assertThat(result.stdout()).isEmpty();
        assertThat(bench.value("select count(*) from fruits")).isEqualTo("0");
        return result;
    }

    @Test
    void loadsAFileOfAnotherNameIntoATableOfAnotherName() {
        bench.with(
                        "seeds.yaml",
                        "seeds:\n  fruit list:\n    file: data 1.csv\n    table: public.fruits\n")
                .with("data 1.csv", "name\napple\n");

        assertThat(bench.counts()).containsExactly("fruit list 1/0/0");
    }

    @Test
    void takesASeedOfWhichNothingIsSaid() {
        bench.with("seeds.yaml", "seeds:\n  fruits:\n").with("fruits.csv", "name\napple\n");

        assertThat(bench.counts()).containsExactly("fruits 1/0/0");
    }

    @Test
    void loadsTwoSeedsIntoOneTable() {
        bench.with("seeds.yaml", "seeds:\n  a: {table: fruits}\n  b: {table: fruits}\n")
                .with("a.csv", "name\napple\n")
                .with("b.csv", "name\nplum\n");

        assertThat(bench.counts()).containsExactly("a 1/0/0", "b 1/0/0");
    }

    @Test
    void tellsEveryFaultOfTheManifestAtOnce() {
        bench.with(
                        "seeds.yaml",
                        """
                        sedes: {}
                        seeds:
                          fruits:
                            tabel: fruits
                            key: 3
                            file: [a]
                          nowhere: {}
                          fruit: {}
                          elsewhere:
                            file: gone.csv
                          notes:
                            file: notes.txt
                          text: hello
                          twice:
                            key: [a, a]
                            references: [a]
                          refs:
                            references:
                              a_id: {from: a}
                              b_id: {from: b, to: nodot}
                              c_id: {form: c, to: c.d}
                              d_id: d
                          wipe:
                            mode: sync
                        """)
                .with("fruits.csv", "name\napple\n")
                .with("notes.txt", "")
                .with("twice.csv", "a\n")
                .with("refs.csv", "a\n")
                .with("wipe.csv", "a\n");

        assertThat(refused(9).stderr())
                .startsWith("error[seed]: the seeds folder ")
                .contains(
                        "is not in order; nothing was loaded",
                        "seeds.yaml:1:1: the manifest does not know 'sedes'; did you mean seeds?",
                        "seeds.yaml:4:5: seed fruits does not know 'tabel'; did you mean table?",
                        "seeds.yaml:5:5: seed fruits: key must be a column or a list of columns",
                        "seeds.yaml:6:5: seed fruits: file must be a text",
                        "seeds.yaml:7:3: seed nowhere has no file; there is no nowhere.csv, .tsv, .ndjson, .json, .yaml or .sql",
                        "seeds.yaml:8:3: seed fruit has no file; did you mean fruits?",
                        "seeds.yaml:10:5: seed elsewhere: there is no file gone.csv",
                        "seeds.yaml:12:5: seed notes: notes.txt is not .csv, .tsv, .ndjson, .json, .yaml or .sql, plain, .gz or .zst; say its format",
                        "seeds.yaml:13:3: seed text must be a map",
                        "seeds.yaml:15:14: seed twice: key names a column twice: a",
                        "seeds.yaml:16:5: seed twice: references must be a map",
                        "seeds.yaml:19:7: seed refs, reference a_id needs both from and to",
                        "seeds.yaml:20:23: seed refs, reference b_id: to must be table.column, not 'nodot'",
                        "seeds.yaml:21:14: seed refs, reference c_id does not know 'form'; did you mean from?",
                        "seeds.yaml:22:7: seed refs, reference d_id must be a map",
                        "seeds.yaml:24:5: seed wipe: mode sync deletes rows, so the same entry must say environments: where it may",
                        "seeds.yaml:24:5: seed wipe: mode sync deletes rows, so the same entry must say max-delete: how many, a number or a share such as 5%");
    }

    @ParameterizedTest
    @CsvSource({
        "'seeds: [fruits]', seeds.yaml:1:1: seeds must be a map",
        "'seeds: fruits', seeds.yaml:1:1: seeds must be a map",
        "'- fruits', seeds.yaml: the manifest must be a map"
    })
    void refusesAManifestOfAnotherShape(String manifest, String message) {
        bench.with("seeds.yaml", manifest).with("fruits.csv", "name\napple\n");

        assertThat(refused(9).stderr()).contains(message);
    }

    @Test
    void refusesYamlThatIsMoreThanItShows() {
        bench.with("fruits.csv", "name\napple\n")
                .with(
                        "seeds.yaml",
                        """
                        seeds:
                          fruits: &fruits {key: name}
                          more: *fruits
                          most:
                            <<: *fruits
                          tagged: {table: !!str fruits}
                        """);

        assertThat(refused(9).stderr())
                .contains(
                        "seeds.yaml:2:11: anchors and aliases are not read here; write the value out",
                        "seeds.yaml:3:9: anchors and aliases are not read here; write the value out",
                        "seeds.yaml:5:9: anchors and aliases are not read here; write the value out",
                        "seeds.yaml:6:19: tags are not read here; write the value without tag:yaml.org,2002:str");
    }

    @Test
    void refusesAManifestThatIsTooDeepOrTooLarge() {
        bench.with("fruits.csv", "name\napple\n")
                .with("seeds.yaml", "seeds: " + "[".repeat(100_000));

        assertThat(refused(9).stderr())
                .contains("seeds.yaml:1:24: is nested deeper than 16 levels")
                .hasLineCount(4);

        bench.with("seeds.yaml", "#".repeat(2_000_000));

        assertThat(refused(9).stderr()).contains("seeds.yaml: is larger than 1 MB");
    }

    @Test
    void refusesBytesThatAreNoYaml() {
        bench.with("fruits.csv", "name\napple\n")
                .with("seeds.yaml", new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(refused(9).stderr()).contains("seeds.yaml: is not UTF-8");

        bench.with("seeds.yaml", "seeds: {}\n---\nseeds: {}\n");

        assertThat(refused(9).stderr()).contains("seeds.yaml:3:1: holds a second document");

        bench.with("seeds.yaml", "seeds: \0");

        assertThat(refused(9).stderr()).containsPattern("seeds.yaml(:1:[0-9]+)?: ");
    }

    @Test
    void takesAManifestThatSaysNothing() {
        bench.with("seeds.yaml", "\uFEFF# later\n").with("fruits.csv", "name\napple\n");

        assertThat(bench.counts()).containsExactly("fruits 1/0/0");
    }

    @Test
    void leavesOutSeedsOfEnvironments() throws IOException {
        bench.with("seeds.yaml", "seeds: {demo: {table: fruits, environments: [staging]}}")
                .with("fruits.csv", "name\napple\n")
                .with("demo.csv", "name\nplum\n");
        Files.createDirectories(bench.folder().resolve("env/staging"));
        bench.with("env/staging/fruits.csv", "name\npear\n");

        assertThat(bench.counts()).containsExactly("demo excluded", "fruits 1/0/0");
        assertThat(bench.rows("select name from fruits")).containsExactly("apple");
    }

    @Test
    void printsTheSchema() {
        var result = FrontDoor.run(Map.of(), "seed", "schema");

        assertThat(result.exitCode()).isZero();
        assertThat(result.stderr()).isEmpty();
        assertThat(SeedBench.json(result).get("title").stringValue()).isEqualTo("Slipway seeds");
    }

    @Test
    void namesTheLineOfASyntaxError() {
        bench.with("seeds.yaml", "seeds:\n  fruits:\n    key: [name\n  nuts: {}\n")
                .with("fruits.csv", "name\napple\n");

        assertThat(refused(9).stderr())
                .containsPattern("seeds.yaml:[34]:[0-9]+: ")
                .contains("expected ',' or ']'");
    }

    @Test
    void refusesASeedThatStandsTwiceInTheManifest() {
        bench.with("seeds.yaml", "seeds:\n  fruits: {key: name}\n  fruits: {key: color}\n")
                .with("fruits.csv", "name\napple\n");

        assertThat(refused(9).stderr()).containsPattern("seeds.yaml:3:[0-9]+: .*fruits");
    }

    @Test
    void refusesTwoFilesForOneSeed() {
        bench.with("fruits.csv", "name\na\n").with("fruits.csv.gz", SeedBench.gzip("name\nb\n"));

        assertThat(refused(9).stderr())
                .contains("seed fruits has several files: fruits.csv, fruits.csv.gz");
    }

    @Test
    void namesEveryMissingTable() {
        bench.with("fruits.csv", "name\napple\n")
                .with("nuts.csv", "name\nwal\n")
                .with("x.csv", "a,b\n")
                .with(
                        "seeds.yaml",
                        "seeds:\n  x: {table: shop.goods, references: {a_id: {from: a, to: none.id}}}\n");

        assertThat(refused(9).stderr())
                .contains(
                        "seeds name tables that the database does not have; nothing was loaded",
                        "nuts.csv: there is no table nuts",
                        "x.csv: there is no table shop.goods",
                        "x.csv: there is no table none",
                        "RUN_MIGRATIONS=true");
    }

    @Test
    void refusesAnAbsentOrEmptyFolder() throws IOException {
        assertThat(refused(3).stderr())
                .startsWith("error[settings]: there are no seeds in ")
                .contains("SEEDS_DIR");

        Files.delete(bench.folder());

        assertThat(refused(3).stderr())
                .startsWith("error[settings]: there is no seeds folder ")
                .contains("SEEDS_DIR");
    }
}
