package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;

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
                        """)
                .with("fruits.csv", "name\napple\n")
                .with("notes.txt", "")
                .with("twice.csv", "a\n")
                .with("refs.csv", "a\n");

        assertThat(refused(9).stderr())
                .startsWith("error[seed]: the seeds folder ")
                .contains(
                        "is not in order; nothing was loaded",
                        "the manifest does not know 'sedes'; did you mean seeds?",
                        "seed fruits does not know 'tabel'; did you mean table?",
                        "seed fruits: key must be a column or a list of columns",
                        "seed fruits: file must be a text",
                        "seed nowhere has no file; there is no nowhere.csv, .ndjson or .yaml",
                        "seed fruit has no file; did you mean fruits?",
                        "seed elsewhere: there is no file gone.csv",
                        "seed notes: notes.txt is not .csv, .ndjson or .yaml, plain or .gz",
                        "seed text must be a map",
                        "seed twice: key names a column twice",
                        "seed twice: references must be a map",
                        "seed refs, reference a_id needs both from and to",
                        "seed refs, reference b_id: to must be table.column, not 'nodot'",
                        "seed refs, reference c_id does not know 'form'; did you mean from?",
                        "seed refs, reference d_id must be a map");
    }

    @ParameterizedTest
    @CsvSource({
        "'seeds: [fruits]', seeds must be a map",
        "'seeds: fruits', seeds must be a map",
        "'- fruits', the manifest must be a map"
    })
    void refusesAManifestOfAnotherShape(String manifest, String message) {
        bench.with("seeds.yaml", manifest).with("fruits.csv", "name\napple\n");

        assertThat(refused(9).stderr()).contains("seeds.yaml: " + message);
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
