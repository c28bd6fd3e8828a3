package dev.slipway.progress;

/// Hears how a run gets on. Implementations may drop what they hear; a service never depends on an
/// answer.
public interface Progress {
    /// Hears nothing.
    Progress SILENT =
            new Progress() {
                @Override
                public Step begin(String label, long totalBytes) {
                    return (rows, bytes) -> {};
                }

                @Override
                public void note(String line) {}

                @Override
                public void warn(String line) {}
            };

    /// Begins a step that may take long; close it when it ends, however it ends.
    ///
    /// @param label what is being done: `seed cities`, `V7__add_status.sql`
    /// @param totalBytes how many bytes the step reads in all, or 0 when that is not known
    Step begin(String label, long totalBytes);

    /// One line about what is going on: waiting for a lock, retrying.
    void note(String line);

    /// One line about something that the user should look at, although the run goes on.
    void warn(String line);

    /// A step under way.
    @FunctionalInterface
    interface Step extends AutoCloseable {
        /// Says how far the step is by now: totals since it began, not increments.
        void at(long rows, long bytes);

        /// Says what the step is at, where it has parts that say nothing of rows or bytes.
        ///
        /// @param part in the words of whoever does it: `building index: scanning table`
        /// @param share how much of that part is done, 0 to 1; negative when that is not known
        default void doing(String part, double share) {}

        @Override
        default void close() {}
    }
}
