package dev.slipway.database;

/// Quoted identifiers for the one statement that runs before jOOQ is loaded (the history's look-up,
/// on every start). All other SQL over names is built with jOOQ.
public final class Identifiers {
    private Identifiers() {}

    /// For SQL that a person is to read and run.
    public static String quoteIfNeeded(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : quote(name);
    }

    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
