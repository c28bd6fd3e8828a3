package dev.slipway.doctor;

import dev.slipway.failure.Failure;

import org.jspecify.annotations.Nullable;

/// What one check found.
///
/// @param what in one line, without the remedy
/// @param failure of a failed check, what a run would end with; of a warning, what a run may come
///     to
///     end with; null otherwise
public record Finding(CheckName check, State state, String what, @Nullable Failure failure) {
    /// What it means for a run.
    public enum State {
        PASSED("passed"),
        /// A run works now, and may be stopped by this later.
        WARNING("warning"),
        /// A run fails.
        FAILED("failed"),
        /// There is nothing to look at, or something else has to be put right first.
        NOT_APPLICABLE("not applicable");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /// The state as people and programs read it.
        public String text() {
            return text;
        }
    }

    static Finding passed(CheckName check, String what) {
        return new Finding(check, State.PASSED, what, null);
    }

    static Finding notApplicable(CheckName check, String what) {
        return new Finding(check, State.NOT_APPLICABLE, what, null);
    }

    static Finding warning(CheckName check, String what, Failure failure) {
        return new Finding(check, State.WARNING, what, failure);
    }

    static Finding failed(CheckName check, String what, Failure failure) {
        return new Finding(check, State.FAILED, what, failure);
    }

    /// A failure that says it all: its first sentence, without the state of the database, is what
    /// was found.
    static Finding failed(CheckName check, Failure failure) {
        var end = failure.what().indexOf("; nothing was ");
        return failed(check, end < 0 ? failure.what() : failure.what().substring(0, end), failure);
    }
}
