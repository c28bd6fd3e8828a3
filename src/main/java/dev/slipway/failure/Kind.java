package dev.slipway.failure;

/// The kinds of failure: the word in `error[word]` and in the JSON's `error.kind`, and the exit
/// code that goes with it.
public enum Kind {
    DEFECT("defect", ExitCode.DEFECT),
    USAGE("usage", ExitCode.USAGE),
    SETTINGS("settings", ExitCode.SETTINGS),
    UNREACHABLE("unreachable", ExitCode.UNREACHABLE),
    REFUSED("refused", ExitCode.REFUSED),
    LOCKED("locked", ExitCode.LOCKED),
    MIGRATION("migration", ExitCode.MIGRATION),
    HISTORY("history", ExitCode.HISTORY),
    SEED("seed", ExitCode.SEED),
    REMOTE("remote", ExitCode.REMOTE),
    INTERRUPTED("interrupted", ExitCode.INTERRUPTED);

    private final String word;
    private final ExitCode exitCode;

    Kind(String word, ExitCode exitCode) {
        this.word = word;
        this.exitCode = exitCode;
    }

    public String word() {
        return word;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
