package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.PlannedLoad;
import dev.slipway.support.SeedBench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The order of seeds: what is referred to comes first, and circles are broken where they can be.
class SeedOrderTest {
    @RegisterExtension final SeedBench bench = new SeedBench();

    // ---- foreign keys ----

    @Test
    void followsForeignKeysWhateverTheFilesAreCalled() {
        bench.sql(
                """
                create table z (id int primary key);
                create table m (id int primary key, z_id int not null references z);
                create table a (id int primary key, m_id int not null references m)
                """);
        bench.with("a.csv", "id,m_id\n1,1\n")
                .with("m.csv", "id,z_id\n1,1\n")
                .with("z.csv", "id\n1\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isZero();
        assertThat(result.stdout()).containsPattern("(?s)z +z.csv.*m +m.csv.*a +a.csv");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loadsRowsThatReferToEachOtherByRawIds(boolean isEmpty) {
        bench.sql("create table nodes (id int primary key, parent_id int references nodes)");
        if (!isEmpty) {
            bench.sql("insert into nodes values (3, null), (9, 3)");
        }
        bench.with("nodes.csv", "id,parent_id\n1,2\n2,3\n3,\n4,1\n9,4\n");

        assertThat(PlannedLoad.counts(bench))
                .containsExactly(isEmpty ? "nodes 5/0/0/0" : "nodes 3/1/0/1");

        assertThat(bench.rows("select * from nodes order by id"))
                .containsExactly("1|2", "2|3", "3|∅", "4|1", "9|4");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loadsRowsThatReferToEachOtherByTheirNaturalKey(boolean isEmpty) {
        bench.sql(
                "create table nodes (id int generated always as identity primary key, code text unique, parent_id int references nodes)");
        if (!isEmpty) {
            bench.sql("insert into nodes (code) values ('c'), ('e'), ('kept')");
        }
        bench.with("nodes.csv", "code,parent\na,b\nb,c\nc,\nd,a\ne,kept2\nkept2,\n");
        bench.with(
                "seeds.yaml",
                "seeds:\n  nodes: {key: code, references: {parent_id: {from: parent, to: nodes.code}}}\n");

        assertThat(PlannedLoad.counts(bench))
                .containsExactly(isEmpty ? "nodes 6/0/0/0" : "nodes 4/1/0/1");

        assertThat(
                        bench.rows(
                                "select n.code, p.code from nodes n left join nodes p on p.id = n.parent_id where n.code <> 'kept' order by 1"))
                .containsExactly("a|b", "b|c", "c|∅", "d|a", "e|kept2", "kept2|∅");
        bench.forget();
        assertThat(PlannedLoad.counts(bench)).containsExactly("nodes 0/0/0/6");
    }

    // ---- after ----

    @Test
    void comesAfterWhatTheManifestNames() {
        bench.sql("create table a (id int primary key); create table b (id int primary key)");
        bench.with("a.csv", "id\n1\n").with("b.csv", "id\n1\n");
        bench.with("seeds.yaml", "seeds:\n  a: {after: b}\n");

        var result = bench.seed();

        assertThat(result.stdout()).containsPattern("(?s)b +b.csv.*a +a.csv");
    }

    @Test
    void refusesToComeAfterNothing() {
        bench.sql("create table cities (id int primary key)");
        bench.with("cities.csv", "id\n1\n");
        bench.with("seeds.yaml", "seeds:\n  cities: {after: citys}\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains("seed cities comes after citys, which is no seed; did you mean cities?");
    }

    // ---- circles ----

    @ParameterizedTest
    @ValueSource(strings = {"deferrable", "deferrable initially deferred"})
    void breaksACircleWhereAForeignKeyCanBeCheckedLater(String deferrable) {
        bench.sql(
                """
                create table a (id int primary key, b_id int not null);
                create table b (id int primary key, a_id int not null references a);
                alter table a add foreign key (b_id) references b
                """
                        + deferrable);
        // A seed outside of the circle, loaded before it.
        bench.sql("create table \"0\" (id int primary key)");
        bench.with("0.csv", "id\n1\n");
        bench.with("a.csv", "id,b_id\n1,1\n2,2\n").with("b.csv", "id,a_id\n1,1\n2,2\n");

        assertThat(PlannedLoad.counts(bench)).contains("a 2/0/0/0", "b 2/0/0/0");

        bench.with("a.csv", "id,b_id\n1,3\n2,2\n").with("b.csv", "id,a_id\n1,1\n2,2\n3,1\n");
        assertThat(PlannedLoad.counts(bench)).contains("a 0/1/0/1", "b 1/0/0/2");
    }

    @Test
    void tellsWhatIsWrongInACircleThatIsCheckedAtItsEnd() {
        bench.sql(
                """
                create table a (id int primary key, b_id int not null);
                create table b (id int primary key, a_id int not null references a);
                alter table a add foreign key (b_id) references b deferrable
                """);
        bench.with("a.csv", "id,b_id\n1,7\n").with("b.csv", "id,a_id\n1,1\n");

        var result = bench.seed();

        assertThat(result.exitCode()).isEqualTo(9);
        assertThat(result.stderr())
                .contains(
                        "the seeds could not be loaded; everything was rolled back",
                        "Key (b_id)=(7) is not present in table \"b\"");
        assertThat(bench.value("select (select count(*) from a) + (select count(*) from b)"))
                .isEqualTo("0");
    }

    private void teamsAndPeople() {
        bench.sql(
                """
                create table teams (id int primary key, name text, lead_id int);
                create table people (id int primary key, team_id int not null references teams);
                alter table teams add foreign key (lead_id) references people
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "seed"})
    void breaksACircleWhereAColumnCanBeFilledInLater(String commitPer) {
        teamsAndPeople();
        bench.with("teams.csv", "id,name,lead_id\n1,x,1\n2,y,\n3,z,2\n");
        bench.with("people.csv", "id,team_id\n1,1\n2,2\n");

        assertThat(PlannedLoad.counts(bench, "--commit-per", commitPer))
                .containsExactlyInAnyOrder("teams 3/0/0/0", "people 2/0/0/0");
        assertThat(bench.rows("select id, lead_id from teams order by 1"))
                .containsExactly("1|1", "2|∅", "3|2");

        // One row is new and has no lead; of those that are there one gets another lead, one
        // another name, one both.
        bench.with("teams.csv", "id,name,lead_id\n1,x,3\n2,yy,\n3,zz,3\n4,w,\n");
        bench.with("people.csv", "id,team_id\n1,1\n2,2\n3,4\n");
        assertThat(PlannedLoad.counts(bench, "--commit-per", commitPer))
                .containsExactlyInAnyOrder("teams 1/3/0/0", "people 1/0/0/2");
        assertThat(bench.rows("select * from teams order by 1"))
                .containsExactly("1|x|3", "2|yy|∅", "3|zz|3", "4|w|∅");

        bench.with("teams.csv", "id,name,lead_id\n1,x,3\n2,yy,\n3,zz,3\n4,w,1\n5,v,\n");
        assertThat(PlannedLoad.counts(bench, "--commit-per", commitPer))
                .containsExactlyInAnyOrder("teams 1/1/0/3", "people current");
    }

    @Test
    void breaksACircleOfNaturalKeys() {
        bench.sql(
                """
                create table teams (id int generated always as identity primary key, name text unique, lead_id int);
                create table people (id int generated always as identity primary key, handle text unique,
                  team_id int not null references teams);
                alter table teams add foreign key (lead_id) references people
                """);
        bench.with("teams.csv", "name,lead\nx,ada\ny,\n")
                .with("people.csv", "handle,team\nada,x\nbob,y\n");
        bench.with(
                "seeds.yaml",
                """
                seeds:
                  teams: {key: name, references: {lead_id: {from: lead, to: people.handle}}}
                  people: {key: handle, references: {team_id: {from: team, to: teams.name}}}
                """);

        assertThat(PlannedLoad.counts(bench))
                .containsExactlyInAnyOrder("teams 2/0/0/0", "people 2/0/0/0");
        bench.forget();
        bench.with("teams.csv", "name,lead\nx,bob\ny,eve\n")
                .with("people.csv", "handle,team\nada,x\nbob,y\neve,x\n");
        assertThat(PlannedLoad.counts(bench))
                .containsExactlyInAnyOrder("teams 0/2/0/0", "people 1/0/0/2");
        assertThat(
                        bench.rows(
                                "select t.name, p.handle from teams t left join people p on p.id = t.lead_id order by 1"))
                .containsExactly("x|bob", "y|eve");
    }

    @Test
    void refusesACircleThatNothingBreaks() {
        bench.sql(
                """
                create table a (id int primary key, b_id int not null);
                create table b (id int primary key, a_id int not null references a);
                alter table a add foreign key (b_id) references b
                """);
        bench.with("a.csv", "id,b_id\n1,1\n").with("b.csv", "id,a_id\n1,1\n");

        for (var command : new String[] {"--plan", "--force"}) {
            var result = bench.seed(command);

            assertThat(result.exitCode()).isEqualTo(9);
            assertThat(result.stderr())
                    .contains(
                            "seeds refer to each other in a circle; nothing was loaded",
                            "a → b → a",
                            "make one of the foreign keys deferrable, or one of the columns nullable");
        }
    }

    @Test
    void aDeferrableKeyBreaksNoCircleOfSeedsThatAreCommittedOneByOne() {
        bench.sql(
                """
                create table a (id int primary key, b_id int not null);
                create table b (id int primary key, a_id int not null references a);
                alter table a add foreign key (b_id) references b deferrable
                """);
        bench.with("a.csv", "id,b_id\n1,1\n").with("b.csv", "id,a_id\n1,1\n");

        assertThat(bench.seed("--commit-per", "seed").stderr()).contains("a → b → a");
        assertThat(bench.seed().exitCode()).isZero();
    }

    // ---- a commit for each ----

    @Test
    void goesOnWhereAFailureStoppedIt() {
        bench.sql(
                """
                create table a (id int primary key);
                create table b (id int primary key, a_id int references a);
                create table c (id int primary key, b_id int references b)
                """);
        bench.with("a.csv", "id\n1\n")
                .with("b.csv", "id,a_id\n1,1\n2,7\n")
                .with("c.csv", "id,b_id\n1,1\n");

        var failed = bench.seed("--commit-per", "seed");

        assertThat(failed.exitCode()).isEqualTo(9);
        assertThat(failed.stdout()).startsWith("Loaded 1 seed:");
        assertThat(failed.stderr())
                .contains(
                        "nothing of it was loaded, the seeds before it stay loaded",
                        "b.csv:3:3: a_id '7' is in no a.id");
        assertThat(bench.rows("select seed from slipway_seed_history")).containsExactly("a");
        assertThat(bench.value("select count(*) from b")).isEqualTo("0");

        bench.with("b.csv", "id,a_id\n1,1\n2,1\n");
        assertThat(PlannedLoad.counts(bench, "--commit-per", "seed"))
                .containsExactlyInAnyOrder("a current", "b 2/0/0/0", "c 1/0/0/0");
    }

    @Test
    void loadsAllOrNothingOtherwise() {
        bench.sql("create table a (id int primary key); create table b (id int primary key)");
        bench.with("a.csv", "id\n1\n").with("b.csv", "id\nx\n");

        var failed = bench.seed();

        assertThat(failed.exitCode()).isEqualTo(9);
        assertThat(failed.stdout()).isEmpty();
        assertThat(failed.stderr()).contains("seed b is wrong in 1 place; nothing was loaded");
        assertThat(bench.value("select count(*) from a")).isEqualTo("0");
        assertThat(bench.database().tables()).containsExactly("a", "b");
    }

    @Test
    void refusesASettingThatIsNeither() {
        bench.with("a.csv", "id\n1\n");

        var result = bench.seed("--commit-per", "table");

        assertThat(result.exitCode()).isBetween(2, 3);
        assertThat(result.stderr()).contains("SEED_COMMIT_PER: 'table' is neither run nor seed");
    }
}
