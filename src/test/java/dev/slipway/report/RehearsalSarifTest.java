package dev.slipway.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.slipway.hazard.Rule;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.support.SampleRehearsal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// A rehearsal's SARIF, held against the schema of SARIF 2.1.0.
class RehearsalSarifTest {
    private static JsonNode sarif(Rehearsal rehearsal) {
        return JsonMapper.shared().readTree(RehearsalSarif.of(rehearsal, text -> text));
    }

    private static List<Error> faults(JsonNode log) {
        var schema = JsonMapper.shared().readTree(Expected.text("sarif-2.1.0-rtm.5.json"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(schema)
                .validate(log);
    }

    private static Stream<Rehearsal> samples() {
        return Stream.of(
                SampleRehearsal.dangerous(),
                SampleRehearsal.withoutRows(),
                SampleRehearsal.nothing(),
                SampleRehearsal.failed(),
                SampleRehearsal.hostile(),
                SampleRehearsal.many(100, 50, Duration.ofMinutes(14)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isAsTheSchemaSays(Rehearsal rehearsal) {
        assertThat(faults(sarif(rehearsal))).isEmpty();
    }

    @Test
    void theSchemaWouldFindAFault() {
        var wrong = RehearsalSarif.of(SampleRehearsal.dangerous(), text -> text);

        assertThat(faults(JsonMapper.shared().readTree(wrong.replace("\"level\"", "\"levle\""))))
                .isNotEmpty();
    }

    @Test
    void pointsAtTheMarkedCharacters() {
        var result = sarif(SampleRehearsal.dangerous()).at("/runs/0/results/0");
        var place = result.at("/locations/0/physicalLocation");

        assertThat(result.get("ruleId").stringValue()).isEqualTo("rewrite");
        assertThat(result.get("level").stringValue()).isEqualTo("error");
        assertThat(place.get("artifactLocation").toString())
                .isEqualTo(
                        "{\"uri\":\"migrations/V14__order_ids.sql\",\"uriBaseId\":\"%SRCROOT%\"}");
        assertThat(place.at("/region/startLine").intValue()).isEqualTo(3);
        assertThat(place.at("/region/startColumn").intValue()).isEqualTo(5);
        assertThat(place.at("/region/endColumn").intValue()).isEqualTo(32);
        assertThat(result.at("/message/text").stringValue())
                .contains("Safe form:\n", "writes for 9 min 32 s at 80,000,000 rows");
    }

    @Test
    void suppressesWhatIsAllowedAndSaysWhy() {
        var results = sarif(SampleRehearsal.dangerous()).at("/runs/0/results");

        assertThat(results)
                .filteredOn(result -> result.has("suppressions"))
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.get("ruleId").stringValue()).isEqualTo("drop-column");
                            assertThat(result.at("/suppressions/0").toString())
                                    .isEqualTo(
                                            "{\"kind\":\"inSource\",\"justification\":\"no release"
                                                    + " since 41 reads it\"}");
                        });
    }

    @Test
    void namesEveryRuleWithItsLevel() {
        var rules = sarif(SampleRehearsal.nothing()).at("/runs/0/tool/driver/rules");

        assertThat(rules).hasSameSizeAs(Rule.values());
        assertThat(rules)
                .allSatisfy(
                        rule -> {
                            var known = Rule.of(rule.get("id").stringValue()).orElseThrow();
                            assertThat(rule.at("/defaultConfiguration/level").stringValue())
                                    .isEqualTo(known.level().word());
                            assertThat(rule.at("/help/text").stringValue())
                                    .startsWith(known.title())
                                    .contains("-- slipway: allow " + known.word() + ": ");
                        });
    }

    @Test
    void aFingerprintStaysWhileLinesMoveAndIsNobodyElses() {
        var dangerous = SampleRehearsal.dangerous();
        var fingerprints = LocatedFinding.of(dangerous).stream().map(LocatedFinding::fingerprint);
        var moved = new ArrayList<RehearsedMigration>();
        for (var migration : dangerous.migrations()) {
            moved.add(
                    new RehearsedMigration(
                            migration.version(),
                            migration.description(),
                            migration.script(),
                            migration.file(),
                            "-- a\n" + migration.text(),
                            migration.transactional(),
                            migration.from().plusSeconds(1),
                            migration.elapsed(),
                            migration.statements().stream()
                                    .map(SampleRehearsal::oneLineDown)
                                    .toList()));
        }
        var later =
                new Rehearsal(
                        "18.1",
                        "main",
                        1,
                        moved,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Duration.ZERO,
                        null);

        assertThat(LocatedFinding.of(later).stream().map(LocatedFinding::fingerprint))
                .containsExactlyElementsOf(fingerprints.toList())
                .allMatch(fingerprint -> fingerprint.matches("[0-9a-f]{32}"))
                .doesNotHaveDuplicates();
        var all = LocatedFinding.of(SampleRehearsal.many(100, 50, Duration.ofSeconds(1)));
        assertThat(new HashSet<>(all.stream().map(LocatedFinding::fingerprint).toList()))
                .hasSameSizeAs(all);
    }

    @Test
    void anOddFileNameIsAUriThatLeadsBackToIt() {
        var uri =
                sarif(SampleRehearsal.hostile())
                        .at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                        .stringValue();

        assertThat(uri).isEqualTo("mig%20rations/V1__a,b%3Ac%25%20%3Cx%3E%20%22%C3%BC%22.sql");
        assertThat(URI.create(uri).getPath()).isEqualTo("mig rations/V1__a,b:c% <x> \"ü\".sql");
    }

    @Test
    void aNameCannotBecomeALink() {
        assertThat(
                        sarif(SampleRehearsal.hostile())
                                .at("/runs/0/results/0/message/text")
                                .stringValue())
                .doesNotContain("](");
    }

    @Test
    void tellsTheFailure() {
        var invocation = sarif(SampleRehearsal.failed()).at("/runs/0/invocations/0");

        assertThat(invocation.get("executionSuccessful").booleanValue()).isFalse();
        assertThat(invocation.at("/toolExecutionNotifications/0/message/text").stringValue())
                .startsWith("error[migration]: V14__order_ids.sql failed at line 5");
    }
}
