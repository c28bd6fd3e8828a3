package dev.slipway.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class ResultLinesTest {
    @Test
    void bringsADocumentOfAnyLengthThroughALogThatCutsLinesAt16Kilobytes() {
        // Four bytes a character, and at odd places.
        var document = "{\"a\":\"" + "x\uD83D\uDE80".repeat(20_000) + "\"}";

        var lines = ResultLines.of(7, document);

        assertThat(lines)
                .allSatisfy(
                        line ->
                                assertThat(line.getBytes(StandardCharsets.UTF_8).length)
                                        .isLessThan(16_384));
        assertThat(lines).allMatch(ResultLines::isOne);
        assertThat(ResultLines.in(lines)).contains(new ResultLines.Told(7, document));
    }

    @Test
    void findsTheLastWholeResultAmongOtherLines() {
        var log = new ArrayList<>(List.of("Applied 1 migration"));
        log.addAll(ResultLines.of(0, "{\"first\":1}"));
        log.add("and more");
        log.addAll(ResultLines.of(9, "{\"second\":2}"));
        log.addAll(ResultLines.of(0, "z".repeat(9_000)).subList(0, 2));

        assertThat(ResultLines.in(log)).contains(new ResultLines.Told(9, "{\"second\":2}"));
    }

    @Test
    void tellsNothingWhenAPieceIsMissing() {
        var lines = new ArrayList<>(ResultLines.of(0, "z".repeat(9_000)));
        lines.remove(1);

        assertThat(ResultLines.in(lines)).isEmpty();
        assertThat(ResultLines.isOne("slipway-result is what this line begins with")).isFalse();
    }
}
