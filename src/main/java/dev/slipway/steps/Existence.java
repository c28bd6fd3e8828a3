package dev.slipway.steps;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;

/// A statement that brings an object into the world, or out of it, at one moment: looking for the
/// object tells whether it is done.
///
/// @param wanted whether the object is to be there
/// @param kind `INDEX`, `DATABASE`, `TABLESPACE` or `SUBSCRIPTION`
/// @param name folded
record Existence(boolean wanted, String kind, String name) implements OutsideStatement {
    private static final Pattern CODE =
            Pattern.compile(
                    "(?<verb>CREATE|DROP) (?<kind>DATABASE|TABLESPACE|SUBSCRIPTION|INDEX CONCURRENTLY) (?:IF EXISTS )?(?<name>NAME)(?: .*)?"
                            .replace("NAME", Names.NAME));

    private static final Map<String, String> LOOK_UP =
            Map.of(
                    "INDEX", "select 1 where to_regclass(?) is not null",
                    "DATABASE", "select 1 from pg_database where datname = ?",
                    "TABLESPACE", "select 1 from pg_tablespace where spcname = ?",
                    "SUBSCRIPTION",
                            "select 1 from pg_subscription where subname = ? and subdbid = (select oid from pg_database where datname = current_database())");

    static @Nullable Existence of(String code) {
        var matcher = CODE.matcher(code);
        if (!matcher.matches()) {
            return null;
        }
        var kind = matcher.group("kind").replace(" CONCURRENTLY", "");
        var name = Names.folded(matcher.group("name"));
        return new Existence(
                matcher.group("verb").equals("CREATE"),
                kind,
                kind.equals("INDEX") ? name : Names.parts(name).getLast());
    }

    @Override
    public Remains remains(Connection connection, @Nullable String before) throws SQLException {
        try (var statement = connection.prepareStatement(LOOK_UP.get(kind))) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next() == wanted ? Remains.DONE : Remains.RUN_AGAIN;
            }
        }
    }
}
