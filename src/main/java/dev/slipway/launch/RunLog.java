package dev.slipway.launch;

import dev.slipway.aws.AwsAccess;
import dev.slipway.aws.LogPlace;
import dev.slipway.aws.LogTail;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The log of a run, from when the run says where it is.
final class RunLog implements AutoCloseable {
    private final AwsAccess access;
    private @Nullable LogTail tail;

    RunLog(AwsAccess access) {
        this.access = access;
    }

    /// What was written since the last call, an event an entry.
    ///
    /// @param place null while, or where, there is none
    List<String> next(@Nullable LogPlace place) {
        if (place == null) {
            return List.of();
        }
        if (tail == null) {
            tail = LogTail.of(place, access);
        }
        return tail.next();
    }

    @Override
    public void close() {
        if (tail != null) {
            tail.close();
        }
    }
}
