package dev.slipway.watch;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Waits for files below some folders to change: in subfolders too, and behind links. A folder need
/// not exist yet.
///
/// It looks at every file's size and time a few times a second, and asks no system for events. That
/// costs a millisecond for hundreds of files and is the same everywhere: Java's WatchService takes
/// seconds on macOS, hears nothing of what is written on the other side of a container's mount, is
/// deaf to a link's new target (Kubernetes' `..data`), misses what happens in a new folder before
/// it is registered, and can lose events.
///
/// Names that begin with a dot or end with a tilde are editors' and systems' own, and passed over.
public final class FolderWatch {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /// Editors write in several steps. A time stamp's grain is finer than this, so that a file that
    /// is written once more has another time than the one that is remembered.
    private static final Duration SETTLED = Duration.ofMillis(100);

    /// A folder that takes long to look at is looked at less often.
    private static final int MOST_OF_THE_TIME = 9;

    private final List<Path> folders;
    private Map<Path, State> known;
    private Duration lookTook = Duration.ZERO;

    private record State(long size, FileTime modified) {}

    /// Looks at the folders for the first time: what changes from now on is a change.
    public FolderWatch(Collection<Path> folders) {
        this.folders = List.copyOf(folders);
        this.known = look();
    }

    /// Returns once files have changed since this object was made or last returned, and nothing
    /// more has changed for a moment.
    ///
    /// @param stopped waits for this long, and says whether it was told to stop meanwhile
    /// @return the changes by name; none when it was told to stop
    public List<FileChange> await(Predicate<Duration> stopped) {
        var before = look();
        while (!stopped.test(before.equals(known) ? pause() : SETTLED)) {
            var now = look();
            if (now.equals(before) && !now.equals(known)) {
                var changes = changes(known, now);
                known = now;
                return changes;
            }
            before = now;
        }
        return List.of();
    }

    private Duration pause() {
        var relative = lookTook.multipliedBy(MOST_OF_THE_TIME);
        return relative.compareTo(PAUSE) > 0 ? relative : PAUSE;
    }

    private static List<FileChange> changes(Map<Path, State> before, Map<Path, State> now) {
        var changes = new ArrayList<FileChange>();
        now.forEach(
                (file, state) -> {
                    if (!before.containsKey(file)) {
                        changes.add(new FileChange(file, FileChange.Kind.ADDED));
                    } else if (!state.equals(before.get(file))) {
                        changes.add(new FileChange(file, FileChange.Kind.CHANGED));
                    }
                });
        before.keySet().stream()
                .filter(file -> !now.containsKey(file))
                .forEach(file -> changes.add(new FileChange(file, FileChange.Kind.REMOVED)));
        return changes;
    }

    private Map<Path, State> look() {
        var started = System.nanoTime();
        var files = new TreeMap<Path, State>();
        for (var folder : folders) {
            try {
                Files.walkFileTree(
                        folder,
                        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                        Integer.MAX_VALUE,
                        new Look(folder, files));
            } catch (IOException unreadable) {
                // Files of a folder that cannot be read count as absent until it can.
            }
        }
        lookTook = Duration.ofNanos(System.nanoTime() - started);
        return files;
    }

    /// What vanishes while it is looked at is absent; the next look sees it again if it is back.
    private static final class Look extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Map<Path, State> files;

        Look(Path root, Map<Path, State> files) {
            this.root = root;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || isOwn(folder)
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isOwn(file)) {
                files.put(file, new State(attributes.size(), attributes.lastModifiedTime()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        private static boolean isOwn(Path path) {
            var name = path.getFileName().toString();
            return !name.startsWith(".") && !name.endsWith("~");
        }
    }
}
