package dev.slipway.settings;

import java.io.IOException;
import java.io.InputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/// Certificates as they lie in a file: in PEM form, one after the other, or a single one in DER.
public final class CertificateFile {
    private CertificateFile() {}

    /// All of them, in their order.
    ///
    /// @throws CertificateException when there is none, or one cannot be read
    public static List<X509Certificate> read(InputStream in)
            throws IOException, CertificateException {
        var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        if (certificates.isEmpty()) {
            throw new CertificateException("it holds no certificate");
        }
        return certificates.stream().map(CertificateFile::x509).toList();
    }

    private static X509Certificate x509(Certificate certificate) {
        return (X509Certificate) certificate;
    }
}
