package dev.slipway.database;

/// Quoted identifiers for the one statement that runs before jOOQ is loaded (the history's look-up,
/// on every start). All other SQL over names is built with jOOQ.
public final class Identifiers {
    private Identifiers() {}

    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
