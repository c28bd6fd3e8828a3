package dev.slipway.steps;

import dev.slipway.database.Identifiers;
import dev.slipway.sql.Token;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Finds in a statement the table, its alias and the place of its condition, by keywords outside of
/// all parentheses. Every shape that would not mean the same in batches is refused.
final class BackfillParser {
    private static final Set<String> AFTER_TABLE =
            Set.of(
                    "SET",
                    "USING",
                    "WHERE",
                    "RETURNING",
                    "JOIN",
                    "INNER",
                    "LEFT",
                    "RIGHT",
                    "FULL",
                    "CROSS",
                    "NATURAL",
                    "GROUP",
                    "HAVING",
                    "WINDOW",
                    "UNION",
                    "INTERSECT",
                    "EXCEPT",
                    "ORDER",
                    "LIMIT",
                    "OFFSET",
                    "FETCH",
                    "FOR",
                    "ON",
                    "TABLESAMPLE");
    private static final Set<String> AFTER_CONDITION =
            Set.of(
                    "GROUP",
                    "HAVING",
                    "WINDOW",
                    "UNION",
                    "INTERSECT",
                    "EXCEPT",
                    "ORDER",
                    "LIMIT",
                    "OFFSET",
                    "FETCH",
                    "FOR",
                    "RETURNING");
    private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");

    private final String script;
    private final String key;
    private final List<Token> tokens = new ArrayList<>();
    /// For each token how many parentheses are around it.
    private final List<Integer> depths = new ArrayList<>();
    /// For each token whether one of these holds a query of its own.
    private final List<Boolean> subqueries = new ArrayList<>();
    /// The next token to look at.
    private int at;

    BackfillParser(String script, String key) {
        this.script = script;
        this.key = key;
    }

    /// Why a statement cannot be done in batches, and where.
    static final class NotInBatchesException extends Exception {
        @Serial private static final long serialVersionUID = 1;

        private final int line;
        private final int column;
        private final String reason;

        private NotInBatchesException(int line, int column, String reason) {
            super(reason);
            this.line = line;
            this.column = column;
            this.reason = reason;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }

        String reason() {
            return reason;
        }
    }

    /// A table with the name by which the statement calls it.
    private record Table(String name, boolean only, String alias) {}

    BackfillStatement parse() throws NotInBatchesException {
        readOneStatement();
        skipCommonTables();
        var verb = token(at);
        if (verb != null && verb.is("UPDATE")) {
            at++;
            return update();
        }
        if (verb != null && verb.is("DELETE")) {
            at++;
            return delete();
        }
        if (verb != null && verb.is("INSERT")) {
            at++;
            return insert();
        }
        throw refused(
                at,
                "a backfill is one UPDATE, one DELETE, or one INSERT that selects from a table");
    }

    private BackfillStatement update() throws NotInBatchesException {
        var table = table("update");
        if (!is(at, "SET")) {
            throw refused(at, "SET is expected here");
        }
        rejectKeyAmongAssigned();
        return split(table, null, Set.of());
    }

    private BackfillStatement delete() throws NotInBatchesException {
        expect("FROM");
        var table = table("delete from");
        return split(table, null, Set.of());
    }

    private BackfillStatement insert() throws NotInBatchesException {
        expect("INTO");
        var target = name("insert into");
        var select = next(at, Set.of("SELECT", "VALUES", "DEFAULT"));
        rejectWriting(at, select < 0 ? tokens.size() : select);
        if (select < 0 || !is(select, "SELECT")) {
            throw refused(
                    select < 0 ? at : select,
                    "an INSERT in batches takes its rows from SELECT … FROM a table, written without parentheses around it");
        }
        if (is(select + 1, "DISTINCT")) {
            throw refused(select + 1, "DISTINCT would hold within a batch only");
        }
        var from = from(select + 1);
        at = from + 1;
        var table = table("insert … select from");
        for (int i = select; i < tokens.size(); i++) {
            if (is(i, "OVER") && !subqueries.get(i)) {
                throw refused(i, "a window function would see the rows of one batch only");
            }
        }
        for (int i = at; i < tokens.size() && !isTop(i, "WHERE"); i++) {
            // Before a parenthesis RIGHT is a function.
            if ((isTop(i, "RIGHT") || isTop(i, "FULL")) && !isMark(i + 1, '(')) {
                throw refused(
                        i,
                        "rows without a partner in "
                                + table.name()
                                + " would be in no batch; join with LEFT, or begin FROM with the other table");
            }
        }
        return split(table, target, functions(select + 1, from));
    }

    /// The statement around its condition, when all that stands before the condition is read.
    private BackfillStatement split(Table table, @Nullable String target, Set<String> functions)
            throws NotInBatchesException {
        var end = end();
        if (end >= 0) {
            rejectEnd(end);
        }
        var stop = end < 0 ? tokens.size() : end;
        var where = next(at, Set.of("WHERE"));
        if (where >= stop) {
            where = -1;
        }
        if (where >= 0 && is(where + 1, "CURRENT") && is(where + 2, "OF")) {
            throw refused(where, "a backfill has no cursor; give a condition");
        }
        if (where == stop - 1) {
            throw refused(where, "a condition is expected after WHERE");
        }
        var first = tokens.getFirst().start();
        var headEnd = tokens.get((where >= 0 ? where : stop) - 1).end();
        return new BackfillStatement(
                table.name(),
                table.only(),
                target,
                key,
                table.alias() + "." + Identifiers.quote(key),
                functions,
                script.substring(first, headEnd),
                where < 0
                        ? null
                        : script.substring(
                                tokens.get(where + 1).start(), tokens.get(stop - 1).end()),
                end < 0 ? "" : script.substring(tokens.get(end).start(), tokens.getLast().end()));
    }

    /// Where the condition, or the place for one, ends before something else; -1 for at the end.
    private int end() {
        for (int i = at; i < tokens.size(); i++) {
            if (AFTER_CONDITION.contains(topWord(i)) || isOnConflict(i)) {
                return i;
            }
        }
        return -1;
    }

    /// CONFLICT by itself can be a column's name.
    private boolean isOnConflict(int i) {
        var after = token(i + 2);
        return isTop(i, "ON")
                && is(i + 1, "CONFLICT")
                && after != null
                && (after.is('(') || after.is("DO") || after.is("ON"));
    }

    private void rejectEnd(int end) throws NotInBatchesException {
        // These leave the meaning of a batch as it is.
        if (is(end, "RETURNING") || is(end, "ON") || is(end, "FOR")) {
            for (int i = end + 1; i < tokens.size(); i++) {
                if (isTop(i, "LIMIT") || isTop(i, "OFFSET") || isTop(i, "FETCH")) {
                    throw refused(i, inOneBatch(i));
                }
            }
            return;
        }
        throw refused(end, inOneBatch(end));
    }

    private String inOneBatch(int i) {
        var word = tokens.get(i).text().toUpperCase(Locale.ROOT);
        return switch (word) {
            case "UNION", "INTERSECT", "EXCEPT" ->
                    word + " joins two queries; make a backfill of each";
            case "ORDER" ->
                    "ORDER BY would hold within a batch only; leave it out, batches follow the key";
            case "GROUP", "HAVING" -> word + " would see the rows of one batch only";
            default -> word + " would hold within a batch only";
        };
    }

    /// The names that an UPDATE assigns to, up to where the list ends.
    private void rejectKeyAmongAssigned() throws NotInBatchesException {
        var end = tokens.size();
        for (int i = at; i < end; i++) {
            if (isTop(i, "WHERE") || isTop(i, "RETURNING") || isFrom(i)) {
                end = i;
            }
        }
        var assigns = true;
        for (int i = at + 1; i < end; i++) {
            if (depths.get(i) == 0 && tokens.get(i).is(',')) {
                assigns = true;
            } else if (depths.get(i) == 0 && (tokens.get(i).is('=') || tokens.get(i).is('['))) {
                assigns = false;
            } else if (assigns
                    && !tokens.get(i - 1).is('.')
                    && tokens.get(i).isName()
                    && tokens.get(i).name().equals(key)) {
                throw refused(
                        i,
                        "the key " + key + " itself is changed; rows would come by twice or never");
            }
        }
    }

    /// The functions called between two tokens, outside of subqueries.
    private Set<String> functions(int from, int until) {
        var functions = new HashSet<String>();
        for (int i = from; i + 1 < until; i++) {
            if (tokens.get(i).isName() && tokens.get(i + 1).is('(') && !subqueries.get(i)) {
                functions.add(tokens.get(i).name());
            }
        }
        return functions;
    }

    private int from(int after) throws NotInBatchesException {
        for (int i = after; i < tokens.size(); i++) {
            if (isFrom(i)) {
                return i;
            }
        }
        throw refused(after - 1, "the SELECT has no FROM: there is no table to go through");
    }

    /// Whether FROM begins the clause; it is also a part of IS DISTINCT FROM.
    private boolean isFrom(int i) {
        return isTop(i, "FROM") && !is(i - 1, "DISTINCT");
    }

    private Table table(String after) throws NotInBatchesException {
        var only = is(at, "ONLY");
        if (only) {
            at++;
        }
        var name = name(after);
        var alias = tokens.get(at - 1).text();
        if (isMark(at, '*')) {
            at++;
        }
        if (is(at, "AS")) {
            at++;
            alias = alias(after);
        } else {
            var next = token(at);
            if (next != null && next.isName() && AFTER_TABLE.stream().noneMatch(next::is)) {
                alias = alias(after);
            }
        }
        if (isMark(at, '(')) {
            throw refused(
                    at,
                    "only a table can be gone through, with its columns as they are called there");
        }
        if (is(at, "TABLESAMPLE")) {
            throw refused(at, "a sample would differ from batch to batch");
        }
        return new Table(name, only, alias);
    }

    private String alias(String after) throws NotInBatchesException {
        var alias = token(at);
        if (alias == null || !alias.isName()) {
            throw refused(at, "a name is expected after " + after);
        }
        at++;
        return alias.text();
    }

    /// A name with its schema, if it has one, as written.
    private String name(String after) throws NotInBatchesException {
        var start = at;
        var first = token(at);
        if (first == null || !first.isName() || first.is("LATERAL")) {
            throw refused(at, "the name of a table is expected after " + after);
        }
        at++;
        while (isMark(at, '.')) {
            var part = token(at + 1);
            if (part == null || !part.isName()) {
                throw refused(at, "a name is expected after the dot");
            }
            at += 2;
        }
        return script.substring(tokens.get(start).start(), tokens.get(at - 1).end());
    }

    /// `WITH a AS (…), b AS (…)`: read anew by each batch, so they must not write.
    private void skipCommonTables() throws NotInBatchesException {
        if (!is(0, "WITH")) {
            return;
        }
        var verb = next(1, Set.of("UPDATE", "DELETE", "INSERT", "SELECT", "MERGE", "VALUES"));
        at = verb < 0 ? tokens.size() : verb;
        rejectWriting(0, at);
    }

    private void rejectWriting(int from, int until) throws NotInBatchesException {
        for (int i = from + 1; i < until; i++) {
            if (tokens.get(i - 1).is('(') && WRITING.stream().anyMatch(tokens.get(i)::is)) {
                throw refused(i, "a WITH that writes would write everything with the first batch");
            }
        }
    }

    private void readOneStatement() throws NotInBatchesException {
        var ended = false;
        var open = new ArrayDeque<Boolean>();
        var all = Token.of(script).stream().filter(token -> !token.isComment()).toList();
        for (int i = 0; i < all.size(); i++) {
            var token = all.get(i);
            if (token.is(';')) {
                ended = !tokens.isEmpty();
                continue;
            }
            if (ended) {
                throw new NotInBatchesException(
                        token.line(),
                        token.column(),
                        "a backfill is one statement; move this one into a migration of its own");
            }
            if (token.is(')') && !open.isEmpty()) {
                open.pop();
            }
            tokens.add(token);
            depths.add(open.size());
            subqueries.add(open.contains(true));
            if (token.is('(')) {
                var inside = i + 1 < all.size() ? all.get(i + 1) : token;
                open.push(inside.is("SELECT") || inside.is("WITH") || inside.is("VALUES"));
            }
        }
        if (tokens.isEmpty()) {
            throw new NotInBatchesException(1, 1, "there is no statement to do in batches");
        }
    }

    private void expect(String word) throws NotInBatchesException {
        if (!is(at, word)) {
            throw refused(at, word + " is expected here");
        }
        at++;
    }

    private @Nullable Token token(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i) : null;
    }

    /// Whether that token is this keyword. What follows a dot or AS is a name, whatever it reads.
    private boolean is(int i, String word) {
        var token = token(i);
        var before = token(i - 1);
        return token != null
                && token.is(word)
                && (before == null || !(before.is('.') || before.is("AS")));
    }

    private boolean isMark(int i, char mark) {
        var token = token(i);
        return token != null && token.is(mark);
    }

    private boolean isTop(int i, String word) {
        return is(i, word) && depths.get(i) == 0;
    }

    /// The keyword outside of all parentheses that stands there, in capitals; else the empty
    /// string.
    private String topWord(int i) {
        var word = tokens.get(i).text().toUpperCase(Locale.ROOT);
        return isTop(i, word) ? word : "";
    }

    /// The first of these keywords outside of all parentheses, or -1.
    private int next(int from, Set<String> words) {
        for (int i = from; i < tokens.size(); i++) {
            if (words.contains(topWord(i))) {
                return i;
            }
        }
        return -1;
    }

    private NotInBatchesException refused(int i, String reason) {
        var token = tokens.get(Math.min(Math.max(i, 0), tokens.size() - 1));
        return new NotInBatchesException(token.line(), token.column(), reason);
    }
}
