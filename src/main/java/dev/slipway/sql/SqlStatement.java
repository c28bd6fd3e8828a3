package dev.slipway.sql;

import java.util.List;
import java.util.regex.Pattern;

/// One statement of a script.
///
/// @param line 1-based line where its first word stands
/// @param text as the script writes it, from its first word to before the semicolon
/// @param code the same in capitals, one blank between words, comments left out and every literal
///     as `''`: for matching
public record SqlStatement(int line, String text, String code) {
    // What PostgreSQL refuses inside a transaction block.
    private static final Pattern OUTSIDE_TRANSACTION =
            Pattern.compile(
                    String.join(
                            "|",
                            "CREATE (UNIQUE )?INDEX CONCURRENTLY .*",
                            "DROP INDEX CONCURRENTLY .*",
                            "REINDEX (\\(.*\\) ?)?(INDEX|TABLE|SCHEMA|DATABASE|SYSTEM) CONCURRENTLY .*",
                            "REINDEX \\(.*CONCURRENTLY(?! (FALSE|OFF|0)).*\\).*",
                            "REINDEX (\\(.*\\) ?)?(SCHEMA|DATABASE|SYSTEM)\\b.*",
                            "ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY",
                            "VACUUM\\b.*",
                            "CLUSTER( VERBOSE| ?\\(.*\\))?",
                            "ALTER SYSTEM .*",
                            "(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION) .*",
                            "DISCARD ALL",
                            "ALTER DATABASE .* SET TABLESPACE .*"));

    // Settings and reads: at home on either side.
    private static final Pattern EITHER = Pattern.compile("(SET|RESET|SHOW|SELECT|ANALYZE)\\b.*");

    private static final Pattern COPY_DATA = Pattern.compile("COPY .* FROM STDIN\\b.*");

    /// Whether PostgreSQL refuses it inside a transaction.
    public boolean outsideTransaction() {
        return OUTSIDE_TRANSACTION.matcher(code).matches();
    }

    /// Whether it wants a transaction around it, so that a failure takes it back.
    public boolean insideTransaction() {
        return !outsideTransaction() && !EITHER.matcher(code).matches();
    }

    /// The statements of a script, as PostgreSQL's own lexer separates them: quotes, dollar quotes,
    /// nested comments, SQL-standard function bodies and COPY data are seen through.
    public static List<SqlStatement> split(String script) {
        return SqlScript.of(script).statements();
    }

    /// Whether rows follow it in the script, up to the line `\.`.
    boolean copiesFromScript() {
        return COPY_DATA.matcher(code).matches();
    }
}
