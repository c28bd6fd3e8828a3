package dev.slipway.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.hazard.Level;
import dev.slipway.support.SampleRehearsal;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.regex.Pattern;

/// A rehearsal as a comment on a pull request.
class RehearsalMarkdownTest {
    private static final Pattern FENCED =
            Pattern.compile("(?ms)^(?<fence>`{3,})\\w*$.*?^\\k<fence>$");

    @Test
    void tellsTheVerdictTheWaitsAndEachFinding() {
        assertThat(RehearsalMarkdown.of(SampleRehearsal.dangerous(), Level.ERROR, text -> text))
                .isEqualTo(Expected.text("comment.md"));
    }

    @Test
    void aVerdictSaysWhetherItPasses() {
        assertThat(RehearsalMarkdown.of(SampleRehearsal.harmless(), Level.ERROR, text -> text))
                .isEqualTo(
                        """
                        ### ✓ Rehearsal: no findings in 1 migration

                        1 migration after version 12 on PostgreSQL 17.6, in 1.87 s.

                        > The tables were without rows: durations say nothing of production.
                        """);
        assertThat(RehearsalMarkdown.of(SampleRehearsal.dangerous(), null, text -> text))
                .startsWith("### ✓ Rehearsal: 3 errors");
        assertThat(RehearsalMarkdown.of(SampleRehearsal.nothing(), Level.ERROR, text -> text))
                .startsWith("### ✓ Rehearsal: nothing is pending\n");
        assertThat(RehearsalMarkdown.of(SampleRehearsal.failed(), null, text -> text))
                .startsWith("### ✗ Rehearsal: V14__order_ids.sql failed; 1 error")
                .contains("```\nerror[migration]: V14__order_ids.sql failed at line 5");
    }

    @Test
    void noNameCanBecomeMarkupOrCallSomebody() {
        var prose =
                FENCED.matcher(
                                RehearsalMarkdown.of(
                                        SampleRehearsal.hostile(), Level.ERROR, text -> text))
                        .replaceAll("");

        assertThat(prose)
                .doesNotContain("<script", "<method", "<b>", "<start", "`", "](", "*", "@admin")
                .doesNotContain("\n##", "\u202E", "\u0007")
                .contains("@<!-- -->admin", "&#60;script&#62;");
        // Four cells a row, whatever is in them.
        assertThat(prose.lines().filter(line -> line.startsWith("|")))
                .hasSize(6)
                .allMatch(line -> line.chars().filter(letter -> letter == '|').count() == 5);
    }

    @Test
    void anUnderscoreIsMarkupOnlyAtTheEdgeOfAWord() {
        assertThat(RehearsalMarkdown.of(SampleRehearsal.hostile(), Level.ERROR, text -> text))
                .contains("V1__a,b:c%", "&#42;&#95;x&#95;&#42;");
    }

    @Test
    void aFenceInAStatementEndsNoBlock() {
        assertThat(RehearsalMarkdown.of(SampleRehearsal.hostile(), Level.ERROR, text -> text))
                .contains("````sql\n-- ```\n");
    }

    @Test
    void isNoLongerThanGitHubTakesAndSaysWhatIsLeftOut() {
        var comment =
                RehearsalMarkdown.of(
                        SampleRehearsal.many(3_000, 50, Duration.ofMinutes(1)),
                        Level.ERROR,
                        text -> text);

        assertThat(comment.length()).isBetween(60_000, 65_536);
        assertThat(comment).endsWith(" too long with them. The other reports have all.\n");
        assertThat(comment.split("<details>", -1)).hasSameSizeAs(comment.split("</details>", -1));
        var told = comment.split("<details>", -1).length - 1;
        assertThat(comment).contains("\n" + (1_000 - told) + " findings more: ");
    }
}
