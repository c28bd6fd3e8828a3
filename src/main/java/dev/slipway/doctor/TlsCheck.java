package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.settings.ConnectionSettings;
import dev.slipway.settings.HostScope;
import dev.slipway.settings.SslMode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;

import javax.net.ssl.SSLException;

/// Whether the connection is encrypted as the settings ask, and what certificate the server shows.
///
/// The verdict is that of the connection that a run makes; the certificate is asked for apart, to
/// be described.
final class TlsCheck implements Check {
    private static final Duration SOON = Duration.ofDays(30);

    private static final String ENCRYPTED =
            "select version from pg_stat_ssl where pid = pg_backend_pid() and ssl";

    @Override
    public CheckName name() {
        return CheckName.TLS;
    }

    @Override
    public Finding run(Facts facts) throws SQLException {
        var server = facts.settings().connection();
        var address = facts.addresses().getFirst();
        Optional<TlsProbe.Shown> shown;
        try {
            shown =
                    TlsProbe.ask(
                            new InetSocketAddress(address, server.port()),
                            isName(server.host()) ? server.host() : null,
                            facts.attempt());
        } catch (IOException e) {
            return silent(facts, e);
        }
        try {
            facts.connection();
        } catch (FailureException e) {
            if (isAboutTls(e) || (shown.isEmpty() && wantsTls(server.sslMode()))) {
                return refused(e.failure(), shown.orElse(null));
            }
            return shown.map(found -> described(found, server))
                    .orElseGet(
                            () -> Finding.notApplicable(name(), "the server does not offer TLS"));
        }
        return isEncrypted(facts)
                ? shown.map(found -> described(found, server))
                        .orElseGet(() -> Finding.passed(name(), "encrypted"))
                : plain(facts, shown.isPresent());
    }

    /// Something accepts connections and does not talk as PostgreSQL does.
    private Finding silent(Facts facts, IOException e) {
        return Finding.failed(
                name(),
                "something accepts connections and does not answer as PostgreSQL does",
                Failure.of(
                        Kind.UNREACHABLE,
                        facts.settings().connection().server()
                                + " accepts connections and does not answer as PostgreSQL does; nothing was done",
                        e instanceof SocketTimeoutException
                                ? "it said nothing for " + facts.attempt().toSeconds() + " s"
                                : String.valueOf(e.getMessage()),
                        "the network is open: look whether the port is PostgreSQL's, and whether the server, or a load balancer or proxy before it, hangs"));
    }

    private Finding refused(Failure failure, TlsProbe.@Nullable Shown shown) {
        if (shown == null) {
            return Finding.failed(name(), failure);
        }
        var problems = new ArrayList<>(failure.problems());
        problems.add(
                Problem.of("the server's certificate is for " + String.join(", ", shown.names())));
        problems.add(Problem.of("it is issued by " + shown.issuer()));
        problems.add(Problem.of("it is valid until " + day(shown)));
        var described = Finding.failed(name(), failure);
        return Finding.failed(
                name(),
                described.what(),
                new Failure(
                        failure.kind(),
                        failure.what(),
                        failure.excerpt(),
                        problems,
                        failure.why(),
                        failure.fix(),
                        failure.subject()));
    }

    private Finding described(TlsProbe.Shown shown, ConnectionSettings server) {
        var verified = server.sslMode().verifiesCertificate();
        var what =
                shown.protocol()
                        + (verified ? ", certificate verified" : ", certificate not checked")
                        + " (sslmode="
                        + server.sslMode().word()
                        + "), for "
                        + String.join(", ", shown.names().stream().limit(3).toList())
                        + " until "
                        + day(shown);
        var left = Duration.between(Instant.now(), shown.certificate().getNotAfter().toInstant());
        if (!verified && HostScope.of(server.host()) == HostScope.PUBLIC) {
            return Finding.warning(
                    name(),
                    what,
                    Failure.of(
                            Kind.REFUSED,
                            "the server's certificate is not checked",
                            "anybody on the way can pretend to be the server, and read the password",
                            "take sslmode out of DATABASE_URL or DB_SSLMODE, or say verify-full"));
        }
        return left.compareTo(SOON) > 0
                ? Finding.passed(name(), what)
                : Finding.warning(
                        name(),
                        what,
                        Failure.of(
                                Kind.REFUSED,
                                "the server's certificate "
                                        + (left.isNegative() ? "has expired" : "expires soon"),
                                "it is valid until " + day(shown),
                                "renew it on the server; on RDS, rotate the instance's certificate authority"));
    }

    private Finding plain(Facts facts, boolean offered) {
        if (facts.addresses().getFirst().isLoopbackAddress()) {
            return Finding.notApplicable(name(), "not encrypted, and it stays on this host");
        }
        return Finding.warning(
                name(),
                "the connection is not encrypted",
                Failure.of(
                        Kind.REFUSED,
                        "the connection is not encrypted",
                        offered
                                ? "the server offers TLS and sslmode is "
                                        + facts.settings().connection().sslMode().word()
                                : "the server does not offer TLS",
                        offered
                                ? "write sslmode=verify-full into the URL"
                                : "switch TLS on at the server (ssl = on; rds.force_ssl on RDS)"));
    }

    private static boolean isEncrypted(Facts facts) throws SQLException {
        return Rows.first(facts.connection(), ENCRYPTED, row -> row.getString(1)).isPresent();
    }

    /// Whether the handshake is at fault.
    private static boolean isAboutTls(FailureException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static boolean wantsTls(SslMode mode) {
        return mode == SslMode.REQUIRE || mode.verifiesCertificate();
    }

    private static LocalDate day(TlsProbe.Shown shown) {
        return LocalDate.ofInstant(shown.certificate().getNotAfter().toInstant(), ZoneOffset.UTC);
    }

    /// A server's name may be sent to it, an address may not.
    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
    }
}
