package dev.slipway.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The image, built once a test run with the README's command, less the push.
public final class Image {
    public static final String NAME = "slipway:test";

    private static final boolean BUILT = build();

    private Image() {}

    private static boolean build() {
        Shell.output(
                "docker",
                "buildx",
                "build",
                "--platform",
                "linux/amd64",
                "--load",
                "-t",
                NAME,
                ".");
        return true;
    }

    /// Runs it as CodeBuild does: settings by name, read-only, without a capability.
    ///
    /// @param options more options of `docker run`
    /// @param command what follows the image's name; its own default when empty
    public static Execution run(
            Map<String, String> environment, List<String> options, String... command) {
        var line =
                new ArrayList<>(
                        List.of("docker", "run", "--rm", "--read-only", "--cap-drop", "ALL"));
        environment.keySet().forEach(name -> line.addAll(List.of("--env", name)));
        line.addAll(options);
        line.add(name());
        line.addAll(List.of(command));
        return Shell.run(environment, line.toArray(String[]::new));
    }

    /// Its name, once it is built.
    public static String name() {
        if (!BUILT) {
            throw new AssertionError("the image was not built");
        }
        return NAME;
    }
}
