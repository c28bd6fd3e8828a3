package dev.slipway.buildspec;

/// How bad a fault is.
public enum Level {
    /// CodeBuild rejects it, or cannot do what it says.
    ERROR("error"),
    /// CodeBuild takes it, and does something else than it seems to say.
    WARNING("warning");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
