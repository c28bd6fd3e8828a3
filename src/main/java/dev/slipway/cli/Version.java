package dev.slipway.cli;

import picocli.CommandLine.IVersionProvider;

/// Which Slipway this is: version, commit, and the JDK it runs on.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var build = Build.read();
        return new String[] {
            "slipway " + build.version() + " (commit " + build.commit() + ")",
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
            System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
