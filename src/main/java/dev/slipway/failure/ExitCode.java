package dev.slipway.failure;

/// The process's exit codes. A number never changes its meaning.
public enum ExitCode {
    DONE(0),
    DEFECT(1),
    USAGE(2),
    SETTINGS(3),
    UNREACHABLE(4),
    REFUSED(5),
    LOCKED(6),
    MIGRATION(7),
    HISTORY(8),
    SEED(9),
    PENDING(10),
    REMOTE(11),
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
