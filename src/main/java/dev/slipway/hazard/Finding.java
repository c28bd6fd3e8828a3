package dev.slipway.hazard;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Something dangerous in a statement.
///
/// @param subject the table or other object in danger, with its schema
/// @param message the reason, in one sentence without a full stop
/// @param line 1-based line in the script of what the finding points at
/// @param column 1-based column in that line
/// @param length how many characters it points at
/// @param safeForm lines of SQL that reach the same without the danger; comments among them name
///     the migrations to split them into; empty where there is no such form
/// @param advice what to do, in a sentence, or null where the safe form says it all
/// @param allowed the reason that the script gives for letting it be, or null
public record Finding(
        Rule rule,
        Level level,
        String subject,
        String message,
        int line,
        int column,
        int length,
        List<String> safeForm,
        @Nullable String advice,
        @Nullable String allowed) {
    public Finding {
        safeForm = List.copyOf(safeForm);
    }

    /// The same, let be for this reason.
    Finding allowedFor(String reason) {
        return new Finding(
                rule, level, subject, message, line, column, length, safeForm, advice, reason);
    }

    /// The same at another level.
    public Finding at(Level newLevel) {
        return new Finding(
                rule, newLevel, subject, message, line, column, length, safeForm, advice, allowed);
    }

    /// Whether it counts: nobody has allowed it.
    public boolean isOpen() {
        return allowed == null;
    }
}
