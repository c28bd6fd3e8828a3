package dev.slipway.support;

import dev.slipway.cli.Slipway;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Runs commands in this process, as the launcher would, with an environment of their own.
public final class FrontDoor {
    private FrontDoor() {}

    public static Execution run(Map<String, String> environment, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var exitCode =
                new Slipway(
                                environment,
                                InputStream.nullInputStream(),
                                stream(out),
                                stream(err),
                                () -> false)
                        .run(args);
        return new Execution(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
