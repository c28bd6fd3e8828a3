package dev.slipway.support;

import dev.slipway.cli.Slipway;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Runs commands in this process, as the launcher would, with an environment of their own.
public final class FrontDoor {
    private FrontDoor() {}

    /// Rehearsals are kept only where the environment says so: all commands have the same working
    /// directory here, and one would tell of another's.
    public static Execution run(Map<String, String> environment, String... args) {
        var settings = new HashMap<>(environment);
        settings.putIfAbsent("REHEARSAL_FILE", "");
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var exitCode =
                new Slipway(
                                settings,
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
