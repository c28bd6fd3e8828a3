package dev.slipway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.Folder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;

class FolderWatchTest {
    @TempDir private Path directory;

    private Folder folder;

    @BeforeEach
    void makeFolder() {
        folder = new Folder(directory.resolve("seeds")).with("a.csv", "1").with("b.csv", "1");
    }

    /// What it sees when these happen one after the other, each while it waits; it is stopped when
    /// all have happened and it has waited twice more.
    private static List<String> seen(FolderWatch watch, Runnable... steps) {
        var left = new ArrayDeque<>(List.of(steps));
        left.add(() -> {});
        left.add(() -> {});
        Predicate<Duration> stopped =
                _ -> {
                    var step = left.poll();
                    if (step != null) {
                        step.run();
                    }
                    return step == null;
                };
        return watch.await(stopped).stream()
                .map(change -> change.file().getFileName() + " " + change.kind())
                .toList();
    }

    private FolderWatch watch() {
        return new FolderWatch(List.of(folder.path(), directory.resolve("absent")));
    }

    @Test
    void seesWhatWasAddedChangedAndRemovedWhenAllIsQuiet() {
        assertThat(
                        seen(
                                watch(),
                                () -> folder.with("a.csv", "22"),
                                () -> folder.without("b.csv"),
                                () -> folder.with("new/deep/c.csv", "1"),
                                () -> new Folder(directory).with("absent/d.csv", "1")))
                .containsExactlyInAnyOrder(
                        "a.csv CHANGED", "b.csv REMOVED", "c.csv ADDED", "d.csv ADDED");
    }

    @Test
    void seesWhatChangedBetweenTwoWaits() {
        var watch = watch();
        folder.with("a.csv", "22");

        assertThat(seen(watch)).containsExactly("a.csv CHANGED");
        assertThat(seen(watch)).isEmpty();
    }

    @Test
    void seesThatALinkLeadsElsewhere() throws IOException {
        folder.with("..1/c.csv", "1").with("..2/c.csv", "22");
        var data = folder.path().resolve("..data");
        Files.createSymbolicLink(data, Path.of("..1"));
        Files.createSymbolicLink(folder.path().resolve("c.csv"), Path.of("..data/c.csv"));
        var watch = watch();
        var swap = folder.path().resolve("..data_tmp");
        Files.createSymbolicLink(swap, Path.of("..2"));
        Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE);

        assertThat(seen(watch)).containsExactly("c.csv CHANGED");
    }

    @Test
    void passesOverWhatEditorsLeaveAndWhatIsTakenBack() {
        assertThat(
                        seen(
                                watch(),
                                () -> folder.with(".a.csv.swp", "1").with("a.csv~", "1"),
                                () -> folder.with("4913", "1"),
                                () -> folder.without("4913")))
                .isEmpty();
    }

    @Test
    void survivesLinksThatGoInCirclesOrNowhere() throws IOException {
        Files.createSymbolicLink(folder.path().resolve("circle"), folder.path());
        Files.createSymbolicLink(folder.path().resolve("nowhere"), Path.of("absent"));
        var watch = watch();
        folder.with("a.csv", "22");

        assertThat(seen(watch)).containsExactly("a.csv CHANGED");
    }
}
