package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.SettingName;
import dev.slipway.support.Alongside;
import dev.slipway.support.Execution;
import dev.slipway.support.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/// The script that the Makefile and the deploy workflow share: settings to base64 and back, and
/// what it refuses on both ways.
@Alongside
class ProductionEnvTest {
    private static final String SCRIPT = "infrastructure/github/production-env";

    @TempDir private Path directory;

    private Execution decode(String encoded) throws IOException {
        var input = Files.writeString(directory.resolve("input"), encoded);
        return Shell.run(
                Map.of("INPUT", input.toString()), "sh", "-c", SCRIPT + " decode <\"$INPUT\"");
    }

    private Execution decodeSettings(String settings) throws IOException {
        return decode(
                Base64.getMimeEncoder().encodeToString(settings.getBytes(StandardCharsets.UTF_8)));
    }

    private Execution encode(String settings) throws IOException {
        var file = Files.writeString(directory.resolve("settings"), settings);
        return Shell.run(Map.of(), SCRIPT, "encode", file.toString());
    }

    @Test
    void whatIsEncodedIsDecodedToSettingsOfOneSpelling() throws IOException {
        var encoded =
                encode(
                        """
                        # Production's runs

                        SEED_ENV=production
                        export LOCK_TIMEOUT="3s"
                          RUN_TIMEOUT='40 min'
                        DATABASE_SECRET=shop/database:url
                        SEEDS_DIR=s3://bucket/seeds?a=b=c
                        FLYWAY_PLACEHOLDERS_NOTE=näht#1
                        EMPTY=
                        """);

        var decoded = decode(encoded.stdout());

        assertThat(encoded.exitCode()).as(encoded.stderr()).isZero();
        assertThat(encoded.stdout()).matches("[A-Za-z0-9+/=]+\n");
        assertThat(decoded.stderr()).isEmpty();
        assertThat(decoded.stdout())
                .isEqualTo(
                        """
                        SEED_ENV=production
                        LOCK_TIMEOUT=3s
                        RUN_TIMEOUT=40 min
                        DATABASE_SECRET=shop/database:url
                        SEEDS_DIR=s3://bucket/seeds?a=b=c
                        FLYWAY_PLACEHOLDERS_NOTE=näht#1
                        EMPTY=
                        """);
    }

    @Test
    void windowsLineEndsAndByteOrderMarkBecomeNoPartOfAValue() throws IOException {
        var result = decodeSettings("\uFEFFSEED_ENV=production\r\nLOCK_TIMEOUT=\"3s\"\r\n");

        assertThat(result.stdout()).isEqualTo("SEED_ENV=production\nLOCK_TIMEOUT=3s\n");
    }

    @Test
    void everyWrongLineIsToldAtOnceAndNoValue() throws IOException {
        var settings =
                """
                DATABASE_URL=postgresql://app:hunter2@db/shop
                export DATABASE_URL=hunter2
                "DATABASE_URL"="hunter2"
                DATABASE_URL = hunter2
                database_url=hunter2
                export	PGPASSWORD=hunter2
                SEED ENV=hunter2
                seed_env=hunter2
                NOTE=postgres://app:hunter2@db/shop
                jdbc:postgresql://db/shop?user=app&password=hunter2
                hunter2
                LOCK_TIMEOUT=3s # hunter2
                RUN_TIMEOUT="hunter2
                SEED_ENV=hunter2
                SEED_ENV=hunter2
                MIGRATIONS_DIR= hunter2
                CERTIFICATE=-----BEGIN hunter2
                """;

        var decoded = decodeSettings(settings);
        var encoded = encode(settings);

        assertThat(decoded.exitCode()).isEqualTo(3);
        assertThat(decoded.stdout()).isEmpty();
        assertThat(decoded.stderr())
                .isEqualTo(
                        """
                        error[settings]: the decoded .env.production cannot be used; nothing was done
                          why: line 1: DATABASE_URL is a secret, by its name
                          why: line 2: DATABASE_URL is a secret, by its name
                          why: line 3: DATABASE_URL is a secret, by its name
                          why: line 4: DATABASE_URL is a secret, by its name
                          why: line 5: it is a secret, by its name
                          why: line 6: PGPASSWORD is a secret, by its name
                          why: line 7: there is a space in the name, or between it and the =
                          why: line 8: the name is not made of capitals, digits and _
                          why: line 9: the value of NOTE holds a password or a key
                          why: line 10: the name is not made of capitals, digits and _
                          why: line 11: it is not NAME=VALUE
                          why: line 12: what follows the value of LOCK_TIMEOUT looks like a comment; quote the value, or give the comment its own line
                          why: line 13: the quotes around the value of RUN_TIMEOUT are not closed, or something follows them
                          why: line 15: SEED_ENV is on line 14 already
                          why: line 16: there is a space before the value of MIGRATIONS_DIR
                          why: line 17: the value of CERTIFICATE holds a password or a key
                          fix: one NAME=VALUE a line; the URL and passwords of a database belong into Secrets Manager alone
                        """);
        assertThat(encoded.exitCode()).isEqualTo(3);
        assertThat(encoded.stdout()).isEmpty();
        assertThat(encoded.stderr().lines().skip(1))
                .containsExactlyElementsOf(decoded.stderr().lines().skip(1).toList());
    }

    @Test
    void ofSlipwaysSettingsItRefusesThoseThatAreSecretsAndNoOthers() throws IOException {
        var settings =
                Arrays.stream(SettingName.values())
                        .map(name -> name + "=x")
                        .collect(Collectors.joining("\n"));

        var result = decodeSettings(settings);

        assertThat(result.stderr().lines().filter(line -> line.startsWith("  why: ")))
                .extracting(line -> line.replaceFirst(".*: (\\S+) is a secret.*", "$1"))
                .containsExactlyInAnyOrder(
                        "DATABASE_URL",
                        "DB_PASSWORD",
                        "ROLES_PASSWORD",
                        "ROLES_MIGRATOR_PASSWORD",
                        "ROLES_APP_PASSWORD",
                        "ROLES_READONLY_PASSWORD");
    }

    @Test
    void otherPeoplesNamesOfSecretsAreKnown() throws IOException {
        for (var name :
                new String[] {
                    "FLYWAY_URL",
                    "FLYWAY_PASSWORD",
                    "POSTGRES_URL",
                    "DB_URI",
                    "AWS_SECRET_ACCESS_KEY",
                    "AWS_ACCESS_KEY_ID",
                    "AWS_SESSION_TOKEN",
                    "STRIPE_API_KEY",
                    "CLIENT_SECRET",
                    "DB_PWD"
                }) {
            assertThat(decodeSettings(name + "=x").stderr())
                    .contains("line 1: " + name + " is a secret");
        }
    }

    @Test
    void whatIsNoBase64IsRefusedAndNotPrinted() throws IOException {
        // Plain text, a cut, a foreign character, and padding in the middle.
        for (var text : new String[] {"DB_PASSWORD=hunter2", "U0VFR", "U0VF$", "QQ==QQ=="}) {
            var result = decode(text);

            assertThat(result.exitCode()).as(text).isEqualTo(3);
            assertThat(result.stdout()).isEmpty();
            assertThat(result.stderr()).contains("is not base64").doesNotContain("hunter2", text);
        }
    }

    @Test
    void nothingAtAllIsAnErrorAndCommentsAloneAreNot() throws IOException {
        assertThat(decode("").stderr()).contains("there is nothing to decode");
        assertThat(decode(" \n").exitCode()).isEqualTo(3);
        assertThat(encode("").stderr()).contains("it is empty");
        assertThat(decodeSettings("# No settings of its own\n"))
                .isEqualTo(new Execution(0, "", ""));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var result = Shell.run(Map.of(), SCRIPT, "encode", "no-such-file");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stderr()).contains("there is no file no-such-file");
    }
}
