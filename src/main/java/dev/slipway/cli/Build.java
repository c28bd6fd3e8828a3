package dev.slipway.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What this build of Slipway is, as the build wrote it down.
///
/// @param commit git's abbreviated hash, or `unknown`
record Build(String version, String commit) {
    static Build read() {
        var properties = new Properties();
        try (var resource = Build.class.getResourceAsStream("build.properties")) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(properties.getProperty("version"), properties.getProperty("commit"));
    }
}
