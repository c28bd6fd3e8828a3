package dev.slipway.buildspec;

import dev.slipway.yaml.Node;
import dev.slipway.yaml.Place;

/// One command of a phase, as a shell gets it, and as it is written.
///
/// @param text as the shell gets it
/// @param style how it is written
/// @param abortsPhase whether a failure of its phase ends the build
record Command(
        Source source, String phase, Place place, String text, Style style, boolean abortsPhase) {
    enum Style {
        /// `- make`, on one line or several that YAML joins.
        PLAIN,
        QUOTED,
        /// `- |`
        LITERAL,
        /// `- >`
        FOLDED
    }

    static Command of(Source source, String phase, Node.Scalar scalar) {
        var written = source.behind(scalar.place());
        var style =
                switch (written.isEmpty() ? ' ' : written.charAt(0)) {
                    case '|' -> Style.LITERAL;
                    case '>' -> Style.FOLDED;
                    case '"', '\'' -> Style.QUOTED;
                    default -> Style.PLAIN;
                };
        return new Command(source, phase, scalar.place(), scalar.text(), style, false);
    }

    Command ofAbortingPhase() {
        return new Command(source, phase, place, text, style, true);
    }

    /// Where a part of the text is written; the command's own place where YAML has joined lines.
    Place placeOf(int offset) {
        var before = text.substring(0, offset);
        var number = (int) before.chars().filter(character -> character == '\n').count();
        var inLine = offset - (before.lastIndexOf('\n') + 1);
        var line = text.lines().skip(number).findFirst().orElse("");
        var at = place.line() + (style == Style.LITERAL ? number + 1 : 0);
        var from = style == Style.LITERAL ? 0 : (int) place.column() - 1;
        var begins = line.isEmpty() ? -1 : source.line(at).indexOf(line, Math.max(0, from));
        return (style == Style.LITERAL || number == 0) && begins >= 0
                ? source.at(at, begins + inLine + 1L)
                : place;
    }
}
