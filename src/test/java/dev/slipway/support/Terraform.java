package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The repository's Terraform, in a copy, since Terraform writes beside what it reads, and against
/// the stand-in for AWS.
public final class Terraform implements AutoCloseable {
    private static final Path FOLDER = Path.of("infrastructure/terraform");
    private static final String ROOT = "root";

    private final Path copy;
    private final ReportGroups reportGroups =
            new ReportGroups(URI.create(System.getenv("AWS_ENDPOINT_URL")));

    /// @param copy an empty folder
    /// @param root a file that stands beside `modules` and `examples` and names them so
    public Terraform(Path copy, Path root) {
        this.copy = copy;
        try (var paths = Files.walk(Path.of("infrastructure"))) {
            for (var path :
                    paths.filter(path -> !path.toString().contains(".terraform")).toList()) {
                Files.copy(path, copy.resolve(path));
            }
            // What the runner's module reads.
            Files.copy(Path.of("buildspec.yml"), copy.resolve("buildspec.yml"));
            var folder = Files.createDirectory(folder().resolve(ROOT));
            Files.copy(root, folder.resolve("main.tf"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        succeed(run("init", "-input=false"));
    }

    /// Where `modules` and `examples` are.
    public Path folder() {
        return copy.resolve(FOLDER);
    }

    /// Runs Terraform on the root.
    public Execution run(String... arguments) {
        return runIn(ROOT, arguments);
    }

    /// Runs Terraform on another folder.
    ///
    /// @param directory below {@link #folder}
    public Execution runIn(String directory, String... arguments) {
        var command = new ArrayList<String>();
        command.add("terraform");
        command.add("-chdir=" + folder().resolve(directory));
        command.add(arguments[0]);
        if (!List.of("state", "output").contains(arguments[0])) {
            command.add("-no-color");
        }
        command.addAll(List.of(arguments).subList(1, arguments.length));
        return Shell.run(
                Map.of("AWS_ENDPOINT_URL_CODEBUILD", reportGroups.url()),
                command.toArray(String[]::new));
    }

    /// Applies the root.
    ///
    /// @param variables as `name=value`
    public void apply(String... variables) {
        var arguments = new ArrayList<>(List.of("apply", "-input=false", "-auto-approve"));
        for (var variable : variables) {
            arguments.add("-var=" + variable);
        }
        succeed(run(arguments.toArray(String[]::new)));
    }

    /// The state that was applied, as JSON.
    public String state() {
        return succeed(run("state", "pull")).stdout();
    }

    private static Execution succeed(Execution result) {
        if (result.exitCode() != 0) {
            throw new AssertionError(result.stdout() + result.stderr());
        }
        return result;
    }

    @Override
    public void close() {
        reportGroups.close();
        // Links that lead to the provider, outside: JUnit would warn of each.
        try (var paths = Files.walk(copy)) {
            for (var link : paths.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
