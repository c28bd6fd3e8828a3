package dev.slipway.queries;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = "→",
            quoteCharacter = '`',
            value = {
                // JDBC, ODBC, MySQL's heritage
                "select * from t where a = ? and b in (?, ?) → select * from t where a = $1 and b in ( $2 , $3 )",
                "select ?::int, 'what?', \"a?\" -- why? → select $1 ::int, 'what?', \"a?\" -- why?",
                "limit?offset? → limit $1 offset $2",
                "where a = ?2 and b = ?1 and c = ?2 → where a = $1 and b = $2 and c = $1",
                // the operators of jsonb, as they are and as JDBC wants them
                "where data ? 'x' and b = ? → where data ? 'x' and b = $1",
                "where data ?| array['x'] and data ?& ? and data @? '$.a' → where data ?| array['x'] and data ?& $1 and data @? '$.a'",
                "where data ?? 'x' and data ??| ? → where data ? 'x' and data ? | $1",
                "select ?||'x' → select $1 ||'x'",
                "where data ? ? → where data ? $1",
                // names
                "where a = :id and b = :id::text and c = :name → where a = $1 and b = $1 ::text and c = $2",
                "select a[1:n], b::text[], x[:i] from t where c = ':no' /* :no */ → select a[1:n], b::text[], x[ $1 ] from t where c = ':no' /* :no */",
                "where a = :'name' and b = :1 → where a = $1 and b = $2",
                "select f(a := 1), json_object('a':b) → select f(a := 1), json_object('a':b)",
                // Python
                "values (%s, %s, %(c)s, %(c)s) → values ( $1 , $2 , $3 , $3 )",
                "where a %% 2 = 0 and b%s = 0 and c % 2 = %s and d like '%s' → where a % 2 = 0 and b%s = 0 and c % 2 = $1 and d like '%s'",
                // .NET, sqlc
                "where a=@id and b @> @list and c <@d and @d > @ e → where a= $1 and b @> $2 and c <@d and $3 > @ e",
                // the server's own
                "where a = $1 and data ? $2 and b = :x → where a = $1 and data ? $2 and b = :x",
                "where a > now() - interval $1 and d = date $2 → where a > now() - $1::interval and d = $2::date"
            })
    void becomeNumbers(String query, String numbered) {
        assertThat(squeezed(Placeholders.numbered(query))).isEqualTo(squeezed(numbered));
    }

    /// Blanks are put around a number, and say nothing.
    private static String squeezed(String sql) {
        return sql.replaceAll(" +", " ").strip();
    }
}
