package dev.slipway.database;

import dev.slipway.settings.CertificateFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Who may have issued a server's certificate.
final class Issuers {
    private static final String RDS = "rds-ca.pem";

    /// What libpq calls the issuers that the system trusts; here, the JVM's own.
    private static final String SYSTEM = "system";

    private Issuers() {}

    /// One after the other, those who may say that a certificate is good.
    ///
    /// A file that is named stands in the place of all others: who runs a certificate authority of
    /// his own does not want that anybody else's certificate passes for his. Without one, it is the
    /// authorities of Amazon RDS and then the JVM's own, which are loaded only when the first do
    /// not know the issuer: RDS Proxy, and many a provider, use public ones.
    ///
    /// @param file certificates in PEM form, `system`, or null for the usual ones
    static Stream<X509ExtendedTrustManager> named(@Nullable String file) {
        if (file == null) {
            return Stream.<Supplier<X509ExtendedTrustManager>>of(
                            () -> trusting(rds()), Issuers::system)
                    .map(Supplier::get);
        }
        return Stream.of(file.equals(SYSTEM) ? system() : trusting(inFile(Path.of(file))));
    }

    /// The authorities of Amazon RDS that this version of Slipway holds.
    static List<X509Certificate> rds() {
        return read(() -> Objects.requireNonNull(Issuers.class.getResourceAsStream(RDS)), RDS);
    }

    private static List<X509Certificate> inFile(Path file) {
        return read(() -> Files.newInputStream(file), file.toString());
    }

    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private static List<X509Certificate> read(Source source, String name) {
        try (var in = source.open()) {
            return CertificateFile.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        } catch (CertificateException e) {
            throw new IllegalStateException(name + " was good when the settings were read", e);
        }
    }

    private static X509ExtendedTrustManager trusting(List<X509Certificate> issuers) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < issuers.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), issuers.get(i));
            }
            return trusting(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JVM can hold certificates in memory", e);
        }
    }

    private static X509ExtendedTrustManager system() {
        try {
            return trusting((KeyStore) null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JVM's own certificates cannot be read", e);
        }
    }

    private static X509ExtendedTrustManager trusting(@Nullable KeyStore store)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
