import dev.slipway.cli.Slipway;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Many rehearsals in one process: bench/rehearse-squawk asks for hundreds, and each would start a JVM.
public final class Rehearsals {
    private Rehearsals() {}

    /// Reads lines `FOLDER<tab>VERSION`, writes the answer to `FOLDER/answer.json`, what was said to `FOLDER/answer.err`,
    /// and then FOLDER to standard output.
    ///
    /// @param args further options of each `slipway rehearse`
    public static void main(String[] args) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var asked = line.split("\t");
            var folder = Path.of(asked[0]);
            var command = new String[8 + args.length];
            System.arraycopy(
                    new String[] {
                        "rehearse", "--migrations", asked[0], "--from", asked[1], "--output", "json", "--fail-on=never"
                    },
                    0,
                    command,
                    0,
                    8);
            System.arraycopy(args, 0, command, 8, args.length);
            var out = new ByteArrayOutputStream();
            var err = new ByteArrayOutputStream();
            // The scripts are taken as they are: ${…} is none of Flyway's, and some mix what needs a transaction and what
            // refuses one.
            new Slipway(
                            Map.of("FLYWAY_PLACEHOLDER_REPLACEMENT", "false", "FLYWAY_MIXED", "true"),
                            InputStream.nullInputStream(),
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new PrintStream(err, true, StandardCharsets.UTF_8),
                            () -> false)
                    .run(command);
            Files.write(folder.resolve("answer.json"), out.toByteArray());
            Files.write(folder.resolve("answer.err"), err.toByteArray());
            System.out.println(asked[0]);
        }
    }
}
