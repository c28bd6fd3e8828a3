package dev.slipway.settings;

import dev.slipway.failure.NearestName;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How the connection is protected, out of the ways in which drivers of several languages have it
/// written: afterwards it stands in the driver's `sslmode` and `sslrootcert` alone.
final class TlsReader {
    private static final String SYSTEM = "system";

    private final Variables variables;

    TlsReader(Variables variables) {
        this.variables = variables;
    }

    /// The same parameters, what they say of protection read; what is wrong with it is in the
    /// problems.
    ///
    /// @param url the name of the setting that the parameters come from
    Map<String, String> read(String url, Map<String, String> given) {
        var parameters = new HashMap<>(given);
        var roots = roots(url, parameters.remove("sslrootcert"));
        var mode =
                mode(url, parameters.remove("sslmode"), parameters.remove("ssl"))
                        .map(named -> withRoots(named, roots))
                        // Who names the issuers wants them checked.
                        .or(() -> Optional.ofNullable(roots).map(_ -> SslMode.VERIFY_FULL));
        mode.ifPresent(named -> parameters.put("sslmode", named.word()));
        if (roots != null) {
            parameters.put("sslrootcert", roots);
        }
        return parameters;
    }

    /// As in libpq, `require` with a file of issuers checks the issuer.
    private static SslMode withRoots(SslMode mode, @Nullable String roots) {
        return mode == SslMode.REQUIRE && roots != null ? SslMode.VERIFY_CA : mode;
    }

    private Optional<SslMode> mode(String url, @Nullable String sslmode, @Nullable String ssl) {
        var bySsl = ssl == null ? Optional.<SslMode>empty() : ssl(url, ssl);
        var inUrl = sslmode == null ? bySsl : named(url + ": sslmode", sslmode);
        if (sslmode != null
                && bySsl.isPresent()
                && inUrl.isPresent()
                && (bySsl.get() == SslMode.DISABLE) != (inUrl.get() == SslMode.DISABLE)) {
            variables.problems().add(url + ": ssl and sslmode contradict each other");
        }
        var setting = variables.value("DB_SSLMODE").flatMap(word -> named("DB_SSLMODE", word));
        if (setting.isPresent() && inUrl.isPresent() && !setting.equals(inUrl)) {
            variables
                    .problems()
                    .add(
                            "DB_SSLMODE is "
                                    + setting.get().word()
                                    + ", "
                                    + url
                                    + " says "
                                    + inUrl.get().word()
                                    + "; unset one of them");
        }
        return inUrl.or(() -> setting);
    }

    /// `ssl=true` is how Node and JDBC write it; in some drivers it takes a mode.
    private Optional<SslMode> ssl(String url, String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "", "true", "1" -> Optional.of(SslMode.VERIFY_FULL);
            case "false", "0" -> Optional.of(SslMode.DISABLE);
            default -> named(url + ": ssl", value);
        };
    }

    private Optional<SslMode> named(String setting, String value) {
        var word = value.strip().toLowerCase(Locale.ROOT);
        // node-postgres calls it so, and means what libpq calls require.
        var mode = word.equals("no-verify") ? Optional.of(SslMode.REQUIRE) : SslMode.named(word);
        if (mode.isEmpty()) {
            variables
                    .problems()
                    .add(
                            setting
                                    + " is '"
                                    + value.strip()
                                    + "'; give one of "
                                    + String.join(", ", SslMode.words())
                                    + NearestName.of(word, SslMode.words())
                                            .map(near -> " (did you mean " + near + "?)")
                                            .orElse(""));
        }
        return mode;
    }

    private @Nullable String roots(String url, @Nullable String inUrl) {
        var bundle = variables.value("DB_CA_BUNDLE").map(String::strip).orElse(null);
        if (bundle != null && inUrl != null && !bundle.equals(inUrl)) {
            variables
                    .problems()
                    .add(
                            "DB_CA_BUNDLE and the sslrootcert of "
                                    + url
                                    + " name different files; unset one of them");
        }
        if (bundle != null) {
            check("DB_CA_BUNDLE", bundle);
            return bundle;
        }
        // libpq's word for the issuers that the system trusts.
        if (inUrl != null && !inUrl.equals(SYSTEM)) {
            check(url + ": sslrootcert", inUrl);
        }
        return inUrl;
    }

    private void check(String setting, String file) {
        try (var in = Files.newInputStream(Path.of(file))) {
            CertificateFile.read(in);
        } catch (IOException | InvalidPathException unreadable) {
            variables.problems().add(setting + ": the file " + file + " cannot be read");
        } catch (CertificateException malformed) {
            variables
                    .problems()
                    .add(setting + ": " + file + " is no file of certificates in PEM form");
        }
    }
}
