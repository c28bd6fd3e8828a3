package dev.slipway.cli;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Map;

/// Which database.
final class ConnectionOptions implements Overlay {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The database, without a password (DATABASE_URL). The password comes from DB_PASSWORD.")
    private @Nullable String url;

    @Override
    public void over(Map<String, String> settings) {
        if (url != null) {
            rejectPassword(
                    "--url",
                    url,
                    "put the URL into DATABASE_URL, or the password into DB_PASSWORD");
            settings.put("DATABASE_URL", url);
        }
    }

    /// A command line is visible to everybody on the machine.
    static void rejectPassword(String option, String url, String fix) {
        var at = url.lastIndexOf('@');
        var scheme = url.indexOf("://");
        var start = scheme < 0 ? 0 : scheme + 3;
        var hasPassword = at > start && url.substring(start, at).contains(":");
        if (hasPassword || url.contains("password=")) {
            throw Failure.of(
                            Kind.USAGE,
                            option + " holds a password; nothing was done",
                            "everybody on this machine can read a command line with ps",
                            fix)
                    .exception();
        }
    }
}
