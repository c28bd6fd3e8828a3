package dev.slipway.database;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/// Decides whether a certificate is the server's, and says exactly what is wrong with one that is
/// not: {@link TlsRefusal}.
final class ServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;

    private final @Nullable String issuers;

    /// @param issuers as {@link Issuers#named} has it
    ServerTrust(@Nullable String issuers) {
        this.issuers = issuers;
    }

    /// Checks the issuer and, where the socket asks for it, the name.
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        var trusting = trusting(chain, authType);
        try {
            trusting.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw wrongName(chain[0], ((SSLSocket) socket).getHandshakeSession().getPeerHost(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        trusting(chain, authType);
    }

    /// The first who knows the issuer.
    private X509ExtendedTrustManager trusting(X509Certificate[] chain, String authType)
            throws CertificateException {
        CertificateException refused = null;
        for (var each : (Iterable<X509ExtendedTrustManager>) Issuers.named(issuers)::iterator) {
            try {
                each.checkServerTrusted(chain, authType);
                return each;
            } catch (CertificateException e) {
                refused = e;
            }
        }
        throw explained(chain, Objects.requireNonNull(refused));
    }

    private TlsRefusal explained(X509Certificate[] chain, CertificateException refused) {
        var now = Instant.now();
        for (var certificate : chain) {
            var until = certificate.getNotAfter().toInstant();
            if (until.isBefore(now)) {
                return new TlsRefusal(
                        "the certificate of " + subject(certificate) + " expired on " + until,
                        "renew the server's certificate (on RDS: modify the instance to use a current certificate authority)",
                        refused);
            }
            var from = certificate.getNotBefore().toInstant();
            if (from.isAfter(now)) {
                return new TlsRefusal(
                        "the certificate of "
                                + subject(certificate)
                                + " is valid only from "
                                + from,
                        "check this machine's clock, or wait",
                        refused);
            }
        }
        var issuer = chain[chain.length - 1].getIssuerX500Principal().getName();
        return new TlsRefusal(
                "the server's certificate was issued by "
                        + issuer
                        + ", which is not among "
                        + trusted()
                        + ": "
                        + root(refused),
                "if that issuer is yours, put its certificate into a file and name that in DB_CA_BUNDLE; if not, somebody else may be answering",
                refused);
    }

    private String trusted() {
        if (issuers == null) {
            return "the authorities of Amazon RDS and those that Java trusts";
        }
        return issuers.equals("system") ? "those that Java trusts" : "those in " + issuers;
    }

    private static TlsRefusal wrongName(
            X509Certificate certificate, String host, CertificateException refused) {
        return new TlsRefusal(
                "the server's certificate is for "
                        + String.join(", ", names(certificate))
                        + " and not for "
                        + host,
                "connect by a name that is in the certificate; or, if that cannot be, say sslmode=verify-ca with the issuer in DB_CA_BUNDLE: the name is not checked then",
                refused);
    }

    /// The names that a certificate is for; where it has none in the proper place, its subject.
    private static List<String> names(X509Certificate certificate) {
        try {
            var names =
                    Objects.requireNonNullElse(
                                    certificate.getSubjectAlternativeNames(), List.<List<?>>of())
                            .stream()
                            .filter(ServerTrust::isOfHost)
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
            return names.isEmpty() ? List.of(subject(certificate)) : names;
        } catch (CertificateParsingException unreadable) {
            return List.of(subject(certificate));
        }
    }

    private static boolean isOfHost(Collection<?> name) {
        return name.contains(DNS_NAME) || name.contains(ADDRESS);
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static String root(Throwable thrown) {
        var root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("the driver uses sockets");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("nobody connects to us");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("nobody connects to us");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("nobody connects to us");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
