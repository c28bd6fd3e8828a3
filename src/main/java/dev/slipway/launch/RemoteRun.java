package dev.slipway.launch;

import dev.slipway.failure.FailureException;

import java.util.List;
import java.util.Optional;

/// A run on a platform, which goes on whether or not somebody looks. Closing this does not stop it.
sealed interface RemoteRun extends AutoCloseable permits CodeBuildRun, EcsRun {
    /// What `slipway follow` takes.
    String id();

    /// `CodeBuild`, `ECS`.
    String platform();

    /// `build slipway:8a2f… of CodeBuild`, for the middle of a sentence.
    String name();

    /// How it is now; empty when the platform knows nothing of it.
    ///
    /// @throws FailureException when the platform cannot be reached (exit 4) or refuses (exit 5)
    Optional<RemoteState> look();

    /// What was written to its log since the last call, an event an entry.
    ///
    /// @throws FailureException when the log cannot be reached (exit 4) or is refused (exit 5)
    List<String> newEvents();

    /// Whether it has a log that can be read.
    boolean hasLog();

    /// Tells the platform to stop it; it ends a little later.
    ///
    /// @param reason for the platform's records
    /// @throws FailureException when the platform cannot be reached (exit 4) or refuses (exit 5)
    void stop(String reason);

    @Override
    void close();
}
