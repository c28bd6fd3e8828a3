package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    select 1                                   | : select 1
                    select 'a', 'it''s'                        | : select '…', '…'
                    select 'cut off by the ser                 | : select '…'
                    select $$a ' b$$, $x$ $$ $x$, 2            | : select '…', '…', 2
                    select $x$cut off                          | : select '…'
                    alter role app PASSWORD 'a'                | : a statement about a password
                    <insufficient privilege>                   | ""
                    """)
    void showsNoLiteralAndNoPassword(String query, String shown) {
        assertThat(QueryText.of(query)).isEqualTo(shown);
    }
}
