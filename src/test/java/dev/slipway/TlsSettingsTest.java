package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.HostScope;
import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What is said of settings that are to protect a connection and cannot.
class TlsSettingsTest {
    @TempDir private Path directory;

    private static Execution run(String url, String... settings) {
        var environment = new HashMap<>(Map.of("DATABASE_URL", url));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return FrontDoor.run(environment, "migrate");
    }

    private static void assertWrong(Execution result, String... problems) {
        assertThat(result.stderr()).startsWith("error[settings]: ").contains(problems);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sslmode=verify                 | DATABASE_URL: sslmode is 'verify'; give one of disable, allow, prefer, require, verify-ca, verify-full
                    sslmode=verify_full            | (did you mean verify-full?)
                    sslmode=                       | DATABASE_URL: sslmode is ''
                    ssl=maybe                      | DATABASE_URL: ssl is 'maybe'
                    ssl=true&sslmode=disable       | DATABASE_URL: ssl and sslmode contradict each other
                    ssl=false&sslmode=require      | DATABASE_URL: ssl and sslmode contradict each other
                    sslrootcert=/nowhere/ca.pem    | DATABASE_URL: sslrootcert: the file /nowhere/ca.pem cannot be read
                    """)
    void saysWhatIsWrongInTheUrl(String query, String problem) {
        assertWrong(run("postgresql://app@db.example.com/app?" + query), problem);
    }

    @Test
    void tellsAllProblemsAtOnce() {
        new Folder(directory).with("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n");
        var bundle = directory.resolve("ca.pem").toString();

        assertWrong(
                run("postgresql://app@:0/app", "DB_CA_BUNDLE", bundle, "DB_SSLMODE", "full"),
                "the host is missing",
                "the port 0 is out of range",
                "DB_CA_BUNDLE: " + bundle + " is no file of certificates in PEM form",
                "DB_SSLMODE is 'full'");
    }

    @Test
    void refusesABundleWithoutACertificate() {
        new Folder(directory).with("empty.pem", "");
        var bundle = directory.resolve("empty.pem").toString();

        assertWrong(
                run("postgresql://app@db.example.com/app", "DB_CA_BUNDLE", bundle),
                "DB_CA_BUNDLE: " + bundle + " is no file of certificates in PEM form");
        assertWrong(
                run("postgresql://app@db.example.com/app", "DB_CA_BUNDLE", "/nowhere/ca.pem"),
                "DB_CA_BUNDLE: the file /nowhere/ca.pem cannot be read");
    }

    @Test
    void refusesTwoAnswersToOneQuestion() {
        assertWrong(
                run(
                        "postgresql://app@db.example.com/app?sslmode=require&sslrootcert=a.pem",
                        "DB_SSLMODE",
                        "verify-full",
                        "DB_CA_BUNDLE",
                        "b.pem"),
                "DB_SSLMODE is verify-full, DATABASE_URL says ",
                "DB_CA_BUNDLE and the sslrootcert of DATABASE_URL name different files");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, LOOPBACK",
        "db.localhost, LOOPBACK",
        "127.0.0.1, LOOPBACK",
        "127.8.9.1, LOOPBACK",
        "::1, LOOPBACK",
        "db, PRIVATE",
        "10.1.2.3, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "169.254.1.1, PRIVATE",
        "fd00::1, PRIVATE",
        "fe80::1, PRIVATE",
        "fe80::1%eth0, PRIVATE",
        "172.32.0.1, PUBLIC",
        "8.8.8.8, PUBLIC",
        "999.1.1.1, PUBLIC",
        "2001:db8::1, PUBLIC",
        "db.internal, PUBLIC",
        "mydb.abc.eu-west-1.rds.amazonaws.com, PUBLIC"
    })
    void knowsPrivateHostsFromOthers(String host, HostScope scope) {
        assertThat(HostScope.of(host)).isEqualTo(scope);
    }
}
