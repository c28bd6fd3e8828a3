package dev.slipway.cli;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which Slipway this is: version, commit, and the JDK it runs on.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var build = build();
        return new String[] {
            "slipway "
                    + build.getProperty("version")
                    + " (commit "
                    + build.getProperty("commit")
                    + ")",
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
            System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    static String number() {
        return build().getProperty("version");
    }

    private static Properties build() {
        var properties = new Properties();
        try (var resource = Version.class.getResourceAsStream("build.properties")) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
