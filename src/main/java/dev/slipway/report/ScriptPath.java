package dev.slipway.report;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/// How reports name a script's file: from the working directory, as build servers expect it.
final class ScriptPath {
    private ScriptPath() {}

    /// `migrations/V7__status.sql`; the whole path of a file elsewhere.
    static String of(Path file) {
        var here = Path.of("").toAbsolutePath();
        var there = file.toAbsolutePath().normalize();
        return (there.startsWith(here) ? here.relativize(there) : there)
                .toString()
                .replace(File.separatorChar, '/');
    }

    /// The same as a URI: relative to the working directory, or `file:///…`.
    static String uri(Path file) {
        var path = of(file);
        try {
            return Path.of(path).isAbsolute()
                    ? new URI("file", "", path.startsWith("/") ? path : "/" + path, null)
                            .toASCIIString()
                    // A colon in the first name would make a scheme of it.
                    : new URI(null, null, "/" + path, null)
                            .toASCIIString()
                            .substring(1)
                            .replace(":", "%3A");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path that begins with a slash is a URI's", e);
        }
    }
}
