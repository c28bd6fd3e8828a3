package dev.slipway.observe;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLWarning;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the server said while it executed a statement.
///
/// @param text its words
/// @param detail more of them, or null
/// @param inner the statement of a function or DO block that it was about, or null for the
///     statement itself
public record Notice(String text, @Nullable String detail, @Nullable String inner) {
    private static final Pattern INNER = Pattern.compile("(?s)SQL statement \"(.*?)\"(\n|$).*");

    /// All that was said, in its order. The statement forgets it.
    static List<Notice> of(Statement statement) throws SQLException {
        var notices = new ArrayList<Notice>();
        for (SQLWarning warning = statement.getWarnings();
                warning != null;
                warning = warning.getNextWarning()) {
            if (warning instanceof PSQLWarning ours && ours.getServerErrorMessage() != null) {
                var message = ours.getServerErrorMessage();
                notices.add(
                        new Notice(
                                String.valueOf(message.getMessage()),
                                message.getDetail(),
                                inner(message.getWhere())));
            }
        }
        statement.clearWarnings();
        return notices;
    }

    private static @Nullable String inner(@Nullable String where) {
        var matcher = INNER.matcher(where == null ? "" : where);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
