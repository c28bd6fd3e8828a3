package dev.slipway.database;

import java.io.Serial;
import java.security.cert.CertificateException;

/// The server's certificate does not prove that it is the server that was asked for.
final class TlsRefusal extends CertificateException {
    @Serial private static final long serialVersionUID = 1;

    private final String fix;

    /// @param why what is wrong with the certificate, as a failure says it
    /// @param fix what to do now
    TlsRefusal(String why, String fix, CertificateException cause) {
        super(why, cause);
        this.fix = fix;
    }

    String fix() {
        return fix;
    }
}
