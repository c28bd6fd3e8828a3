package dev.slipway.manifest;

import dev.slipway.yaml.NodeCheck;
import dev.slipway.yaml.Place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds the files that a manifest names by path or glob. What is found lies below the folder,
/// whatever links it goes by.
///
/// @param root the seeds folder
/// @param folder the part of it that is searched: itself, or an overlay
record FileSearch(Path root, Path folder, NodeCheck check) {
    /// Where overlays are; the base's files are never there.
    static final String OVERLAYS = "env";

    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    /// The files of one pattern, in name order; faults where there are none.
    List<Path> required(String pattern, Place place, String seed) {
        Path literal;
        try {
            literal = folder.resolve(pattern).normalize();
        } catch (InvalidPathException e) {
            check.fault(place, seed + ": '" + pattern + "' is no path");
            return List.of();
        }
        if (leavesFolder(pattern)) {
            check.fault(
                    place,
                    seed + ": " + pattern + " must be a path below the seeds folder, without ..");
            return List.of();
        }
        if (isOverlays(literal)) {
            check.fault(
                    place,
                    seed
                            + ": "
                            + pattern
                            + " belongs to an environment; only "
                            + OVERLAYS
                            + "/NAME/seeds.yaml may name it");
            return List.of();
        }
        if (Files.isRegularFile(literal)) {
            return List.of(literal);
        }
        if (!isGlob(pattern)) {
            check.fault(place, seed + ": there is no file " + pattern);
            return List.of();
        }
        try {
            var found = glob(pattern);
            if (found.isEmpty()) {
                check.fault(place, seed + ": no file matches " + pattern);
            }
            return found;
        } catch (PatternSyntaxException e) {
            check.fault(place, seed + ": " + pattern + " is no glob: " + e.getDescription());
            return List.of();
        }
    }

    /// The files of one pattern that happen to be there.
    List<Path> present(String pattern) {
        try {
            var literal = folder.resolve(pattern).normalize();
            if (leavesFolder(pattern) || isOverlays(literal)) {
                return List.of();
            }
            if (Files.isRegularFile(literal)) {
                return List.of(literal);
            }
            return isGlob(pattern) ? glob(pattern) : List.of();
        } catch (InvalidPathException | PatternSyntaxException e) {
            // No file has such a name; where one must, that is told.
            return List.of();
        }
    }

    /// Whether a file lies below the seeds folder, and not only a link to it; a fault if not.
    boolean isInside(Path file) {
        var place = new Place(name(file), 0, 0);
        try {
            if (file.toRealPath().startsWith(root.toRealPath())) {
                return true;
            }
            check.fault(place, "is a link that leads out of the seeds folder");
        } catch (IOException e) {
            check.fault(place, "cannot be read: " + e.getMessage());
        }
        return false;
    }

    /// Whether a pattern may stand for several files.
    static boolean isGlob(String pattern) {
        return GLOB.matcher(pattern).find();
    }

    /// The file as messages name it.
    String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static boolean leavesFolder(String pattern) {
        return Path.of(pattern).isAbsolute() || List.of(pattern.split("/", -1)).contains("..");
    }

    private boolean isOverlays(Path file) {
        return folder.equals(root) && file.startsWith(root.resolve(OVERLAYS));
    }

    private List<Path> glob(String pattern) {
        var matcher = folder.getFileSystem().getPathMatcher("glob:" + pattern);
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !isOverlays(file))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> !file.equals(folder.resolve(SeedManifest.FILE_NAME)))
                    .filter(file -> matcher.matches(folder.relativize(file)))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw Layer.unreadable(folder, e);
        }
    }
}
