package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Execution;
import dev.slipway.support.Folder;
import dev.slipway.support.FrontDoor;
import dev.slipway.support.TlsServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// How connections are protected, on a server with one certificate or another. The one migration
/// asks the server whether it is.
class TlsTest {
    @TempDir private static Path folder;

    @TempDir private static Path migrations;

    private static TlsServer server;

    @BeforeAll
    static void startServer() {
        server = new TlsServer(folder);
        new Folder(migrations)
                .with(
                        "V1__protection.sql",
                        """
                        create table protection as
                        select ssl as encrypted, client_dn as client from pg_stat_ssl where pid = pg_backend_pid();
                        """);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void presentTheGoodCertificate() {
        server.empty();
        server.admit("host all all all scram-sha-256");
        server.present("good");
    }

    private static Map<String, String> environment(String host, String query) {
        return new HashMap<>(
                Map.of(
                        "DATABASE_URL",
                        "postgresql://app:secret@" + host + ":" + server.port() + "/app" + query,
                        "MIGRATIONS_DIR",
                        migrations.toString(),
                        "CONNECT_TIMEOUT",
                        "5s"));
    }

    private static Execution migrate(String host, String query, String... settings) {
        var environment = environment(host, query);
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return FrontDoor.run(environment, "migrate");
    }

    private static String root() {
        return server.file("root").toString();
    }

    private static void assertDone(Execution result, boolean encrypted) {
        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(server.value("select encrypted from protection"))
                .isEqualTo(encrypted ? "t" : "f");
    }

    private static void assertRefused(Execution result, String text, String... more) {
        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
        assertThat(result.stderr())
                .contains("error[refused]: ", "nothing was done", "  why: ", "  fix: ")
                .contains(Stream.concat(Stream.of(text), Stream.of(more)).toList())
                .doesNotContain("trying again", "SEVERE", "secret");
    }

    @Test
    void verifiesAHostWithADotAgainstABundle() {
        var result = migrate(TlsServer.HOST, "", "DB_CA_BUNDLE", root());

        assertDone(result, true);
        assertThat(result.stderr()).doesNotContain("TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode=verify-full", "ssl=true", "ssl", "ssl=verify-full"})
    void verifiesWhenTheUrlSaysSo(String query) {
        assertDone(migrate(TlsServer.HOST, "?" + query + "&sslrootcert=" + root()), true);
        server.present("foreign");
        assertRefused(migrate(TlsServer.HOST, "?" + query + "&sslrootcert=" + root()), "stranger");
    }

    @Test
    void bindsTheLoginToTheVerifiedChannel() {
        assertDone(
                migrate(TlsServer.HOST, "?channel_binding=require", "DB_CA_BUNDLE", root()), true);
    }

    @Test
    void refusesAnUnknownIssuerByDefaultAndNamesIt() {
        assertRefused(
                migrate(TlsServer.HOST, ""),
                "CN=root CA",
                "not among the authorities of Amazon RDS and those that Java trusts",
                "DB_CA_BUNDLE");
    }

    @Test
    void trustsNobodyButTheBundle() {
        server.present("foreign");

        assertRefused(
                migrate(TlsServer.HOST, "", "DB_CA_BUNDLE", root()),
                "CN=stranger CA",
                "not among those in " + root());
    }

    @Test
    void refusesAnotherHostsCertificateAndSaysWhose() {
        server.present("misnamed");

        assertRefused(
                migrate(TlsServer.HOST, "", "DB_CA_BUNDLE", root()),
                "is for other.slipway.test, 192.0.2.7 and not for " + TlsServer.HOST,
                "sslmode=verify-ca");
    }

    @Test
    void checksTheIssuerAloneWhenToldTo() {
        server.present("misnamed");

        var result = migrate(TlsServer.HOST, "?sslmode=verify-ca", "DB_CA_BUNDLE", root());

        assertDone(result, true);
        assertThat(result.stderr()).contains("TLS: sslmode=verify-ca: ", "not the host's name");
        server.present("foreign");
        assertRefused(
                migrate(TlsServer.HOST, "?sslmode=verify-ca", "DB_CA_BUNDLE", root()), "stranger");
    }

    @Test
    void refusesAnExpiredCertificateAndSaysSinceWhen() {
        server.present("expired");

        assertRefused(
                migrate(TlsServer.HOST, "", "DB_CA_BUNDLE", root()),
                "the certificate of CN=db expired on 20");
    }

    @Test
    void refusesAServerThatDoesNotEncrypt() {
        server.presentNothing();

        assertRefused(
                migrate(TlsServer.HOST, "", "DB_CA_BUNDLE", root()),
                "does not encrypt",
                "switch TLS on at the server");
        assertRefused(migrate("127.0.0.1", "?sslmode=require"), "sslmode=require wants it");
    }

    @Test
    void saysThatTheServerWantsEncryption() {
        server.admit("hostssl all all all scram-sha-256");

        assertRefused(
                migrate("127.0.0.1", "?sslmode=disable"),
                "refuses an unencrypted connection",
                "no encryption",
                "take sslmode=disable out");
    }

    @Test
    void prefersEncryptionOnThisMachineWithoutAWord() {
        server.present("foreign");
        var encrypted = migrate("127.0.0.1", "");

        assertDone(encrypted, true);
        assertThat(encrypted.stderr()).doesNotContain("TLS");
        server.empty();
        server.presentNothing();
        assertDone(migrate("127.0.0.1", ""), false);
    }

    @Test
    void saysThatAPrivateAddressIsNotVerified() {
        // Nothing is there: the line comes before the attempt.
        var result = migrate("10.255.255.1", "", "CONNECT_TIMEOUT", "1s");

        assertThat(result.stderr())
                .containsOnlyOnce(
                        "TLS: 10.255.255.1 is in a private network, so sslmode=prefer: encrypted if the server can; its certificate is not checked");
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode=require, true, TLS: sslmode=require: encrypted, but the server's certificate is not checked",
        "sslmode=no-verify, true, TLS: sslmode=require: encrypted, but the server's certificate is not checked",
        "ssl=no-verify, true, TLS: sslmode=require: encrypted, but the server's certificate is not checked",
        "ssl=require, true, TLS: sslmode=require: encrypted, but the server's certificate is not checked",
        "sslmode=prefer, true, TLS: sslmode=prefer: encrypted if the server can; its certificate is not checked",
        "sslmode=allow, false, TLS: sslmode=allow: encrypted only if the server insists",
        "sslmode=disable, false, TLS: sslmode=disable: nothing is encrypted",
        "ssl=false, false, TLS: sslmode=disable: nothing is encrypted"
    })
    void obeysAWeakerModeAndSaysWhatItMeans(String query, boolean encrypted, String line) {
        server.present("foreign");

        var result = migrate(TlsServer.HOST, "?" + query);

        assertDone(result, encrypted);
        assertThat(result.stderr()).containsOnlyOnce(line);
    }

    @Test
    void checksTheIssuerWhenAFileOfIssuersStandsBesideRequire() {
        server.present("foreign");

        assertRefused(
                migrate(TlsServer.HOST, "?sslmode=require&sslrootcert=" + root()), "stranger");
    }

    @Test
    void takesTheModeFromASettingToo() {
        var environment = environment(TlsServer.HOST, "");
        environment.remove("DATABASE_URL");
        environment.putAll(
                Map.of(
                        "DB_HOST", TlsServer.HOST,
                        "DB_PORT", Integer.toString(server.port()),
                        "DB_NAME", "app",
                        "DB_USER", "app",
                        "DB_PASSWORD", "secret",
                        "DB_SSLMODE", "disable"));

        var result = FrontDoor.run(environment, "migrate");

        assertDone(result, false);
        assertThat(result.stderr()).contains("TLS: sslmode=disable: ");
    }

    @Test
    void showsTheClientsCertificate() {
        server.admit("hostssl all all all cert");
        var keys = "&sslcert=" + server.file("client") + "&sslkey=" + server.keyFile("client");

        assertDone(migrate(TlsServer.HOST, "?sslrootcert=" + root() + keys), true);

        assertThat(server.value("select client from protection")).isEqualTo("/CN=app");
    }

    @Test
    void saysThatTheClientsKeyIsNoGood() {
        var keys = "&sslcert=" + server.file("client") + "&sslkey=" + server.file("client");

        assertRefused(
                migrate(TlsServer.HOST, "?sslrootcert=" + root() + keys),
                "the client's certificate or key cannot be used");
    }
}
