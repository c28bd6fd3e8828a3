package dev.slipway.doctor;

import org.jspecify.annotations.Nullable;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Asks a server for its certificate, and believes whatever it shows: it is to be described, not
/// trusted. Nothing is sent but PostgreSQL's request for TLS and the handshake.
final class TlsProbe {
    private static final int SSL_REQUEST_LENGTH = 8;
    private static final int SSL_REQUEST = 80_877_103;

    private TlsProbe() {}

    /// What the server shows.
    ///
    /// @param protocol `TLSv1.3`
    /// @param certificate the server's own
    record Shown(String protocol, X509Certificate certificate) {
        /// The names that the certificate is for.
        List<String> names() {
            try {
                var names = certificate.getSubjectAlternativeNames();
                if (names == null) {
                    return List.of(certificate.getSubjectX500Principal().getName());
                }
                return names.stream().map(name -> String.valueOf(name.get(1))).toList();
            } catch (CertificateParsingException e) {
                return List.of(certificate.getSubjectX500Principal().getName());
            }
        }

        String issuer() {
            return certificate.getIssuerX500Principal().getName();
        }
    }

    /// Asks once.
    ///
    /// @return empty when the server has no TLS
    /// @throws IOException when it does not answer in time, or not as PostgreSQL does
    static Optional<Shown> ask(InetSocketAddress server, @Nullable String name, Duration patience)
            throws IOException {
        var millis = (int) patience.toMillis();
        try (var plain = new Socket()) {
            plain.connect(server, millis);
            plain.setSoTimeout(millis);
            var out = new DataOutputStream(plain.getOutputStream());
            out.writeInt(SSL_REQUEST_LENGTH);
            out.writeInt(SSL_REQUEST);
            out.flush();
            var answer = plain.getInputStream().read();
            if (answer == 'N') {
                return Optional.empty();
            }
            if (answer != 'S') {
                throw new IOException(
                        answer < 0
                                ? "it hangs up when it is asked for TLS"
                                : "it answers the request for TLS with byte " + answer);
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Any()}, null);
            try (var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, name, server.getPort(), true)) {
                if (name != null) {
                    var parameters = socket.getSSLParameters();
                    parameters.setServerNames(List.of(new SNIHostName(name)));
                    socket.setSSLParameters(parameters);
                }
                socket.startHandshake();
                var session = socket.getSession();
                return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                        ? Optional.of(new Shown(session.getProtocol(), certificate))
                        : Optional.empty();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /// Lets every certificate pass, so that it can be looked at.
    private static final class Any extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
