package dev.slipway.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.support.SampleRehearsal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A rehearsal's page.
class RehearsalHtmlTest {
    private static final Pattern TAG = Pattern.compile("<(?<end>/?)(?<name>[a-zA-Z]\\w*)[^<>]*>");
    private static final Set<String> EMPTY = Set.of("meta", "wbr");
    private static final Pattern SCRIPT = Pattern.compile("(?s)<script>(.*?)</script>");

    private static String page(Rehearsal rehearsal) {
        return RehearsalHtml.of(rehearsal, Level.ERROR, text -> text);
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
    void everyElementEndsWhereItShould(Rehearsal rehearsal) {
        var open = new ArrayDeque<String>();
        var tag = TAG.matcher(SCRIPT.matcher(page(rehearsal)).replaceAll(""));
        while (tag.find()) {
            var name = tag.group("name");
            if (!tag.group("end").isEmpty()) {
                assertThat(open.pop()).isEqualTo(name);
            } else if (!EMPTY.contains(name)) {
                open.push(name);
            }
        }
        assertThat(open).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void asksForNothingAndRunsNoScriptButItsOwn(Rehearsal rehearsal) throws Exception {
        var page = page(rehearsal);
        var script = SCRIPT.matcher(page);

        assertThat(script.find()).isTrue();
        assertThat(page)
                .contains(
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
                                + Base64.getEncoder()
                                        .encodeToString(
                                                MessageDigest.getInstance("SHA-256")
                                                        .digest(
                                                                script.group(1)
                                                                        .getBytes(
                                                                                StandardCharsets
                                                                                        .UTF_8)))
                                + "'");
        assertThat(script.find()).isFalse();
        assertThat(TAG.matcher(page).results().map(tag -> tag.group()))
                .noneMatch(tag -> tag.matches("(?s).*\\s(on\\w+|src|href)=.*"));
        assertThat(page).doesNotContain("@import", "url(");
    }

    @Test
    void tellsTheVerdictTheFindingsAndTheSafeForm() {
        assertThat(page(SampleRehearsal.dangerous()))
                .contains(
                        "<title>Rehearsal: 3 errors, 1 warning, 1 allowed in 4 migrations</title>",
                        "<p class=\"verdict failed\">",
                        "<mark>alter column id type bigint</mark>;",
                        "<dd>ACCESS EXCLUSIVE on shop.orders, blocks reads and writes, since line"
                                + " 2</dd>",
                        "<pre>-- in a migration of its own\ncreate index concurrently",
                        "writes to shop.orders blocked for 41.2 s at 80,000,000 rows",
                        "<td>no release since 41 reads it</td>");
        assertThat(RehearsalHtml.of(SampleRehearsal.dangerous(), null, text -> text))
                .contains("<p class=\"verdict passed\">");
        assertThat(page(SampleRehearsal.failed()))
                .contains("error[migration]: V14__order_ids.sql failed at line 5");
    }

    @Test
    void drawsLocksToTheEndOfTheirTransaction() {
        var page = page(SampleRehearsal.dangerous());

        // From the statement at 8 ms to the end of the migration at 1,446 ms, of 1,994 ms.
        assertThat(page)
                .contains(
                        "<rect class=\"both\" x=\"0.401%\" width=\"72.116%\" y=\"3\" height=\"15\">"
                                + "<title>ACCESS EXCLUSIVE on shop.orders, blocks reads and"
                                + " writes\nV14__order_ids.sql:2, held for 1.44 s</title>")
                .contains("<rect class=\"waiting write\" x=\"0.502%\" width=\"71.765%\"")
                // Outside a transaction to the end of the statement.
                .contains("V16__search.sql:1, held for 122 ms")
                .contains("aria-label=\"shop.customers, ");
    }

    @Test
    void everythingInItIsText() {
        var page = page(SampleRehearsal.hostile());

        assertThat(page)
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; \\&quot;|`")
                .doesNotContain("<script>alert", "<b>", "<i>", "<u>", "<method>", "<start>")
                .doesNotContain("\u202E", "\u0007", "\u001B", "\u0000");
    }

    @Test
    void hasNoSecretInIt() {
        assertThat(
                        RehearsalHtml.of(
                                SampleRehearsal.dangerous(),
                                Level.ERROR,
                                text -> text.replace("legacy_code", "***")))
                .contains("drop column ***")
                .doesNotContain("legacy_code");
    }

    @ParameterizedTest
    @CsvSource({
        "8, '0 1 ms 2 ms 3 ms 4 ms 5 ms 6 ms 7 ms 8 ms'",
        "40, '0 5 ms 10 ms 15 ms 20 ms 25 ms 30 ms 35 ms 40 ms'",
        "2500, '0 500 ms 1.0 s 1.5 s 2.0 s 2.5 s'",
        "70000, '0 10 s 20 s 30 s 40 s 50 s 1 min 1:10 min'",
        "840000, '0 2 min 4 min 6 min 8 min 10 min 12 min 14 min'",
        "36000000, '0 1:00 h 2:00 h 3:00 h 4:00 h 5:00 h 6:00 h 7:00 h 8:00 h 9:00 h 10:00 h'"
    })
    void theAxisFitsTheTime(long millis, String ticks) {
        var axis =
                Pattern.compile("(?s)class=\"lane axis\".*?</svg>")
                        .matcher(page(SampleRehearsal.many(4, 2, Duration.ofMillis(millis))));

        assertThat(axis.find()).isTrue();
        assertThat(
                        Pattern.compile(">([^<>]+)</text>")
                                .matcher(axis.group())
                                .results()
                                .map(tick -> tick.group(1))
                                .toList())
                .isEqualTo(List.of(ticks.split("(?<=[smhn0]) (?=\\d)")));
    }
}
