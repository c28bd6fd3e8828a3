package dev.slipway.launch;

import java.time.Duration;

/// How long to wait before asking again: briefly while there is news, longer while there is none,
/// and much longer while the platform does not answer.
final class Backoff {
    private static final Duration BRIEF = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ofSeconds(4);
    private static final Duration TROUBLED = Duration.ofSeconds(30);

    private Duration pause = BRIEF;

    Duration pause() {
        return pause;
    }

    void news() {
        pause = BRIEF;
    }

    void nothing() {
        pause = longer(QUIET);
    }

    void trouble() {
        pause = longer(TROUBLED);
    }

    private Duration longer(Duration most) {
        var next = pause.multipliedBy(3).dividedBy(2);
        return next.compareTo(most) > 0 ? most : next;
    }
}
