package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Certificates for a test's server and clients, and the authorities that issue them, made with the
/// JDK's own tool.
public final class Certificates {
    private static final String PASSWORD = "certificates";

    private final Path store;

    /// Makes no certificate yet.
    ///
    /// @param directory an empty one
    public Certificates(Path directory) {
        this.store = directory.resolve("store.p12");
    }

    /// An authority that trusts itself.
    public void authority(String name) {
        keytool(name, "-dname", "CN=" + name + " CA,O=Slipway Test", "-ext", "bc:c");
    }

    /// A certificate that an authority issued.
    ///
    /// @param more options of `keytool -genkeypair`: `-ext san=…`, `-startdate`, `-validity`
    public void issued(String name, String authority, String subject, String... more) {
        var options = new ArrayList<>(List.of("-signer", authority, "-dname", subject));
        options.addAll(List.of(more));
        keytool(name, options.toArray(String[]::new));
    }

    private void keytool(String name, String... more) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-alias",
                                name));
        command.addAll(List.of(more));
        Shell.output(command.toArray(String[]::new));
    }

    /// The certificate, without those of its issuers, in PEM form.
    public String certificate(String name) {
        try {
            return pem("CERTIFICATE", store().getCertificate(name).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Its key, in PEM form.
    public String key(String name) {
        try {
            return pem("PRIVATE KEY", store().getKey(name, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore store() {
        try (var in = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            var password = PASSWORD.toCharArray();
            keys.load(in, password);
            Arrays.fill(password, ' ');
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        var lines =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
