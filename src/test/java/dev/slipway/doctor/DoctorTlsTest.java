package dev.slipway.doctor;

import dev.slipway.support.Checkup;
import dev.slipway.support.TlsServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What the doctor says of TLS, on a server with one certificate or another.
class DoctorTlsTest {
    @TempDir private static Path folder;

    private static TlsServer server;

    @BeforeAll
    static void startServer() {
        server = new TlsServer(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void presentTheGoodCertificate() {
        server.admit("host all all all scram-sha-256");
        server.present("good");
    }

    private static Checkup at(String host, String query, String... settings) {
        var environment =
                new HashMap<>(
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://app:secret@"
                                        + host
                                        + ":"
                                        + server.port()
                                        + "/app"
                                        + query));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return Checkup.of(environment);
    }

    private static Checkup verified() {
        return at(TlsServer.HOST, "", "DB_CA_BUNDLE", server.file("root").toString());
    }

    private static void assertRefused(Checkup checkup, String... texts) {
        checkup.passes("tcp")
                .shows("✗", "tls")
                .lacks("tls", "authentication", "server", "history")
                .tells(texts)
                .exits(5);
    }

    @Test
    void passesAVerifiedCertificateAndSaysForWhomAndUntilWhen() {
        verified()
                .shows(
                        "✓",
                        "tls",
                        "TLSv1.3, certificate verified (sslmode=verify-full), for db.slipway.test until 20")
                .passes("authentication", "server");
    }

    @Test
    void failsOnAnUnknownIssuerAndDescribesTheCertificate() {
        assertRefused(
                at(TlsServer.HOST, ""),
                "does not prove that it is the one",
                "the server's certificate is for db.slipway.test",
                "it is issued by CN=root CA",
                "DB_CA_BUNDLE");
    }

    @Test
    void failsOnAnotherHostsCertificate() {
        server.present("misnamed");

        assertRefused(verified(), "the server's certificate is for other.slipway.test, 192.0.2.7");
    }

    @Test
    void failsOnAnExpiredCertificate() {
        server.present("expired");

        assertRefused(verified(), "expired on 20", "it is valid until 20");
    }

    @Test
    void failsOnAServerWithoutTls() {
        server.presentNothing();

        assertRefused(verified(), "does not encrypt");
    }

    @Test
    void warnsOfACertificateThatNobodyChecks() {
        at(TlsServer.HOST, "?sslmode=require")
                .shows("!", "tls", "certificate not checked (sslmode=require)")
                .passes("authentication")
                .tells("warning: the server's certificate is not checked");
    }

    @Test
    void warnsOfACertificateThatExpiresSoonOrHasExpiredUnchecked() {
        server.present("expired");

        at("127.0.0.1", "")
                .shows("!", "tls", "until 20")
                .tells("the server's certificate has expired");
    }
}
