package dev.slipway.rehearse;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

/// Copies of folders as another commit of their git repository has them, gone when it is closed.
public final class Commits implements AutoCloseable {
    private static final List<String> MAIN =
            List.of("origin/HEAD", "origin/main", "origin/master", "main", "master");

    private final Path directory;
    private final List<Path> locations;

    private Commits(Path directory, List<Path> locations) {
        this.directory = directory;
        this.locations = locations;
    }

    /// Asks git for them. What counts is the commit at which the present one parted from the
    /// reference: what came to that since is not missing here.
    ///
    /// @throws FailureException when there is no such commit or no git (exit 2)
    public static Commits at(String reference, List<Path> folders) {
        try {
            var directory = Files.createTempDirectory("slipway-since-");
            var copies = new ArrayList<Path>();
            var commits = new Commits(directory, copies);
            try {
                for (int i = 0; i < folders.size(); i++) {
                    var copy = Files.createDirectory(directory.resolve(Integer.toString(i)));
                    copies.add(copy);
                    copy(folders.get(i), reference, copy);
                }
                return commits;
            } catch (IOException | FailureException e) {
                commits.close();
                throw e;
            }
        } catch (IOException e) {
            throw unknown(reference, String.valueOf(e.getMessage())).exception(e);
        }
    }

    /// The main branch of the repository that a folder is in, if it is in one and has one.
    public static Optional<String> mainBranch(Path folder) {
        try {
            for (var name : MAIN) {
                if (git(folder, "rev-parse", "--verify", "--quiet", name + "^{commit}").code()
                        == 0) {
                    return Optional.of(name);
                }
            }
        } catch (IOException noGit) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /// The copies, in the order of the folders.
    public List<Path> locations() {
        return locations;
    }

    private static void copy(Path folder, String reference, Path copy) throws IOException {
        if (git(folder, "rev-parse", "--verify", "--quiet", reference + "^{commit}").code() != 0) {
            throw unknown(
                            reference,
                            git(folder, "rev-parse", "--git-dir").code() == 0
                                    ? "git knows no commit of that name"
                                    : folder + " is in no git repository")
                    .exception();
        }
        var base = git(folder, "merge-base", "HEAD", reference);
        if (base.code() != 0) {
            throw unknown(
                            reference,
                            "git knows of no commit that HEAD and " + reference + " have in common")
                    .exception();
        }
        var commit = base.text().strip();
        var file = copy.resolveSibling(copy.getFileName() + ".zip");
        var archive = git(folder, "archive", "--output=" + file.toAbsolutePath(), commit, ".");
        if (archive.code() == 0) {
            unpack(file, copy);
        } else if (git(folder, "rev-parse", "--verify", "--quiet", commit + ":./").code() == 0) {
            throw unknown(reference, archive.error().strip()).exception();
        }
        // The folder is newer than that commit otherwise, and its copy is empty.
    }

    private static void unpack(Path archive, Path copy) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var target = copy.resolve(entry.getName()).normalize();
                if (!entry.isDirectory() && target.startsWith(copy)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }

    private record Answer(int code, String text, String error) {}

    private static Answer git(Path folder, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        var error = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        var text = read(process.getInputStream());
        try {
            return new Answer(process.waitFor(), text, error.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    private static Failure unknown(String reference, String why) {
        return Failure.of(
                Kind.USAGE,
                "the migrations of " + reference + " cannot be read; nothing was done",
                why,
                "name a branch or commit that is there: in CI fetch it first (actions/checkout: fetch-depth: 0)");
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException leftInTheTemporaryFolder) {
            // The system clears that.
        }
    }
}
