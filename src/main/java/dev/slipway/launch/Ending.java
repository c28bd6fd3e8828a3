package dev.slipway.launch;

/// How a remote run ended, as the platform sees it.
public enum Ending {
    SUCCEEDED("succeeded"),
    FAILED("failed"),
    STOPPED("was stopped"),
    TIMED_OUT("took longer than the platform lets it");

    private final String words;

    Ending(String words) {
        this.words = words;
    }

    /// As it follows a run's name in a sentence.
    public String words() {
        return words;
    }
}
