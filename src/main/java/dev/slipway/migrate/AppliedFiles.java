package dev.slipway.migrate;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The files of which a history says that they are applied. What a baseline stands for counts as
/// applied.
final class AppliedFiles {
    private final List<MigrationInfo> applied;
    private final MigrationFolder folder;
    private final @Nullable String baseline;
    private final List<MigrationFile> files;
    private final List<String> outdated;

    AppliedFiles(MigrationInfoService info, MigrationFolder folder) {
        this.folder = folder;
        var done =
                Arrays.stream(info.applied())
                        .filter(migration -> migration.getState().isApplied())
                        .toList();
        this.baseline =
                done.stream()
                        .filter(migration -> migration.getState() == MigrationState.BASELINE)
                        .map(MigrationInfo::getVersion)
                        .max(Comparator.naturalOrder())
                        .map(Object::toString)
                        .orElse(null);
        this.applied =
                done.stream().filter(migration -> !migration.getType().isSynthetic()).toList();
        Set<Object> keys = new HashSet<>();
        applied.forEach(migration -> keys.add(key(migration)));
        this.files =
                folder.migrations().stream()
                        .filter(file -> keys.contains(key(file)) || isBelowBaseline(file))
                        .toList();
        this.outdated =
                applied.stream()
                        .filter(migration -> migration.getState() == MigrationState.OUTDATED)
                        .map(MigrationInfo::getScript)
                        .distinct()
                        .toList();
    }

    MigrationFolder files() {
        return folder.only(files);
    }

    /// Scripts whose text is not the one that was applied.
    List<String> outdated() {
        return outdated;
    }

    /// @throws FailureException when the history holds what no file makes (exit 8)
    void requireComplete() {
        var keys = new HashSet<Object>();
        files.forEach(file -> keys.add(key(file)));
        var absent =
                applied.stream()
                        .filter(migration -> !keys.contains(key(migration)))
                        .map(MigrationInfo::getScript)
                        .distinct()
                        .map(script -> Problem.inFile(script, "is applied and not here"))
                        .toList();
        if (!absent.isEmpty()) {
            throw Failure.of(
                            Kind.HISTORY,
                            "the applied migrations cannot be built anew, since files of theirs are not here; nothing was done",
                            absent,
                            "put these files back into the migrations folder")
                    .exception();
        }
        if (baseline != null && files.stream().noneMatch(this::isBelowBaseline)) {
            throw Failure.of(
                            Kind.HISTORY,
                            "the applied migrations cannot be built anew, since no file makes what was there before them; nothing was done",
                            "the history begins with the baseline " + baseline,
                            "put a script of the schema as it was then into the migrations folder, with a version up to "
                                    + baseline
                                    + " (pg_dump --schema-only writes one); it is not applied here")
                    .exception();
        }
    }

    private boolean isBelowBaseline(MigrationFile file) {
        return baseline != null
                && file.version() != null
                && Version.of(file.version()).compareTo(Version.of(baseline)) <= 0;
    }

    private static Object key(MigrationFile file) {
        return file.version() == null ? file.description() : Version.of(file.version());
    }

    private static Object key(MigrationInfo migration) {
        return migration.getVersion() == null
                ? migration.getDescription()
                : Version.of(migration.getVersion().getVersion());
    }
}
