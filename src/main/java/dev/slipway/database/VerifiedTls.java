package dev.slipway.database;

import dev.slipway.settings.SslMode;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ssl.LazyKeyManager;
import org.postgresql.ssl.PEMKeyManager;
import org.postgresql.ssl.PKCS12KeyManager;
import org.postgresql.ssl.Pk8OrPemKeyManager;
import org.postgresql.ssl.WrappedFactory;
import org.postgresql.util.PSQLException;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;

/// Encrypted sockets to a server that has to prove who it is. The driver makes one a connection, by
/// its name, and only when a connection is to be verified.
public final class VerifiedTls extends WrappedFactory {
    /// The driver names a client's key so, whatever it is.
    private static final String KEY = "user";

    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC");

    private final boolean checksName;

    /// Called by the driver.
    ///
    /// @param properties the connection's
    /// @throws PSQLException when the client's own certificate or key cannot be used
    public VerifiedTls(Properties properties) throws PSQLException, GeneralSecurityException {
        checksName =
                SslMode.VERIFY_FULL.word().equals(PGProperty.SSL_MODE.getOrDefault(properties));
        var trust = new ServerTrust(PGProperty.SSL_ROOT_CERT.getOrDefault(properties));
        var context = SSLContext.getInstance("TLS");
        context.init(keys(properties), new TrustManager[] {trust}, null);
        factory = context.getSocketFactory();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
            throws IOException {
        var encrypted = super.createSocket(socket, host, port, autoClose);
        if (checksName && encrypted instanceof SSLSocket tls) {
            // In the handshake, so that nothing at all is said to a stranger; the driver looks once
            // more when it is done.
            var parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        return encrypted;
    }

    /// The client's own certificate, if it has one. What is wrong with it is told here: a handshake
    /// would go on without it, and the server would complain of something else.
    private static KeyManager @Nullable [] keys(Properties properties) throws PSQLException {
        var key = PGProperty.SSL_KEY.getOrDefault(properties);
        if (key == null) {
            return null;
        }
        var password = new KeyPassword(PGProperty.SSL_PASSWORD.getOrDefault(properties));
        var name = key.toLowerCase(Locale.ROOT);
        if (name.endsWith(".p12") || name.endsWith(".pfx")) {
            var keys = new PKCS12KeyManager(key, password);
            keys.getPrivateKey(KEY);
            keys.throwKeyManagerException();
            return new KeyManager[] {keys};
        }
        return new KeyManager[] {
            inFiles(PGProperty.SSL_CERT.getOrDefault(properties), key, password)
        };
    }

    /// The driver wants to be told what kind of key a file holds, and nobody says.
    private static KeyManager inFiles(
            @Nullable String certificate, String key, KeyPassword password) throws PSQLException {
        PSQLException refused = null;
        for (var algorithm : KEY_ALGORITHMS) {
            try {
                var keys =
                        new Pk8OrPemKeyManager(
                                key,
                                new PEMKeyManager(key, certificate, algorithm),
                                new LazyKeyManager(certificate, key, password, false));
                keys.getCertificateChain(KEY);
                keys.throwKeyManagerException();
                keys.getPrivateKey(KEY);
                keys.throwKeyManagerException();
                return keys;
            } catch (PSQLException e) {
                refused = refused == null ? e : refused;
            }
        }
        throw Objects.requireNonNull(refused);
    }

    private record KeyPassword(@Nullable String password) implements CallbackHandler {
        @Override
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
            for (var callback : callbacks) {
                if (password == null || !(callback instanceof PasswordCallback asked)) {
                    throw new UnsupportedCallbackException(callback, "no sslpassword is given");
                }
                asked.setPassword(password.toCharArray());
            }
        }

        /// Without the password.
        @Override
        public String toString() {
            return "sslpassword";
        }
    }
}
