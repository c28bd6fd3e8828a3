package dev.slipway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.failure.FailureException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.DriverManager;
import java.sql.SQLException;

class EmbeddedServerTest {
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, EmbeddedServer.MAJOR})
    void startsEachMajorVersion(int major) throws SQLException {
        try (var server = EmbeddedServer.start(0, major);
                var connection =
                        DriverManager.getConnection(
                                "jdbc:"
                                        + server.url("postgres")
                                                .replace(EmbeddedServer.USER + "@", "")
                                        + "?user="
                                        + EmbeddedServer.USER)) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(major);
        }
    }

    @Test
    void saysWhichVersionsAreThere() {
        assertThat(EmbeddedServer.majors()).containsExactly(15, 16, 17, 18);

        var failure =
                catchThrowableOfType(FailureException.class, () -> EmbeddedServer.start(0, 14))
                        .failure();

        assertThat(failure.what())
                .isEqualTo("there is no embedded PostgreSQL 14; nothing was done");
        assertThat(failure.why()).containsExactly("those of 15, 16, 17, 18 are there");
        assertThat(failure.fix()).allMatch(step -> step.contains("--server"));
        assertThat(failure.kind().exitCode().number()).isEqualTo(3);
    }
}
