package dev.slipway.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.support.SampleRehearsal;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A rehearsal's document for programs.
class RehearsalJsonTest {
    private static JsonNode json(Rehearsal rehearsal, @Nullable Level failOn) {
        return JsonMapper.shared()
                .readTree(
                        RehearsalJson.of(rehearsal, failOn, text -> text.replace("bigint", "***")));
    }

    private static List<String> keys(JsonNode node) {
        return List.copyOf(node.propertyNames());
    }

    @Test
    void hasTheSameKeysWhateverHappened() {
        var keys =
                List.of(
                        "result",
                        "exitCode",
                        "serverVersion",
                        "start",
                        "applied",
                        "failOn",
                        "counts",
                        "migrations",
                        "tables",
                        "blocked",
                        "impacts",
                        "warnings",
                        "elapsedMillis",
                        "error");

        for (var rehearsal :
                List.of(
                        SampleRehearsal.dangerous(),
                        SampleRehearsal.nothing(),
                        SampleRehearsal.failed(),
                        SampleRehearsal.hostile())) {
            assertThat(keys(json(rehearsal, Level.ERROR))).isEqualTo(keys);
        }
    }

    @Test
    void tellsEverythingOfAStatement() {
        var document = json(SampleRehearsal.dangerous(), Level.ERROR);
        var migration = document.at("/migrations/1");
        var statement = migration.at("/statements/0");

        assertThat(migration.get("file").stringValue()).isEqualTo("migrations/V14__order_ids.sql");
        assertThat(migration.get("transactional").booleanValue()).isTrue();
        assertThat(keys(statement))
                .containsExactly(
                        "line",
                        "sql",
                        "fromMillis",
                        "elapsedMillis",
                        "locks",
                        "held",
                        "work",
                        "changes",
                        "findings");
        assertThat(statement.at("/locks/0").toString())
                .isEqualTo(
                        "{\"mode\":\"ACCESS"
                                + " EXCLUSIVE\",\"relation\":\"shop.orders\",\"kind\":\"table\","
                                + "\"new\":false,\"blocksReads\":true,\"blocksWrites\":true}");
        assertThat(statement.at("/work/1").toString())
                .isEqualTo(
                        "{\"kind\":\"index"
                                + " build\",\"relation\":\"shop.orders\",\"object\":\"orders_pkey\","
                                + "\"rows\":200000,\"new\":false}");
        assertThat(keys(statement.at("/findings/0")))
                .containsExactly(
                        "rule",
                        "level",
                        "subject",
                        "message",
                        "line",
                        "column",
                        "length",
                        "safeForm",
                        "advice",
                        "allowed");
        assertThat(document.at("/migrations/2/statements/0/findings/0/allowed").stringValue())
                .isEqualTo("no release since 41 reads it");
        assertThat(document.at("/migrations/1/statements/1/held/0/relation").stringValue())
                .isEqualTo("shop.orders");
    }

    @Test
    void tellsWhoWaited() {
        var document = json(SampleRehearsal.dangerous(), Level.ERROR);

        assertThat(document.at("/blocked/1").toString())
                .isEqualTo(
                        "{\"script\":\"V14__order_ids.sql\",\"line\":2,\"table\":\"shop.orders\","
                                + "\"access\":\"write\",\"fromMillis\":10,\"elapsedMillis\":1431}");
        assertThat(document.at("/impacts/2/productionWritesMillis").intValue()).isEqualTo(41_200);
        assertThat(document.get("counts").toString())
                .isEqualTo("{\"error\":3,\"warning\":1,\"note\":0,\"allowed\":1}");
    }

    @Test
    void saysHowItEndedAsTheProcessDoes() {
        var dangerous = json(SampleRehearsal.dangerous(), Level.ERROR);
        var never = json(SampleRehearsal.dangerous(), null);
        var failed = json(SampleRehearsal.failed(), null);

        assertThat(dangerous.get("result").stringValue()).isEqualTo("findings");
        assertThat(dangerous.get("exitCode").intValue()).isEqualTo(10);
        assertThat(dangerous.get("error").isNull()).isTrue();
        assertThat(never.get("result").stringValue()).isEqualTo("done");
        assertThat(never.get("failOn").stringValue()).isEqualTo("never");
        assertThat(failed.get("result").stringValue()).isEqualTo("migration");
        assertThat(failed.get("exitCode").intValue()).isEqualTo(7);
        assertThat(failed.at("/error/subject").stringValue()).isEqualTo("V14__order_ids.sql");
    }

    /// The names in a document, from the root, without the numbers of entries.
    private static Set<String> names(String path, JsonNode node) {
        var names = new TreeSet<String>();
        node.properties()
                .forEach(
                        property -> {
                            var name = path + "/" + property.getKey();
                            names.add(name);
                            names.addAll(names(name, property.getValue()));
                        });
        if (node.isArray()) {
            node.forEach(entry -> names.addAll(names(path, entry)));
        }
        return names;
    }

    @Test
    void isAsTheDocumentationShowsIt() throws IOException {
        var documentation = Files.readString(Path.of("docs/json.md"));
        var section = documentation.substring(documentation.indexOf("\n## rehearse\n"));
        var begin = section.indexOf("```json\n") + "```json\n".length();
        var example =
                JsonMapper.shared()
                        .readTree(section.substring(begin, section.indexOf("```", begin)));

        var real = names("", json(SampleRehearsal.dangerous(), Level.ERROR));
        // Held locks are described as those that are taken; the example has none.
        real.removeIf(name -> name.startsWith("/migrations/statements/held/"));

        assertThat(names("", example)).isEqualTo(real);
    }

    @Test
    void hasNoSecretInAnyText() {
        assertThat(json(SampleRehearsal.dangerous(), null).toString())
                .contains("alter column id type ***")
                .doesNotContain("bigint");
    }
}
