package dev.slipway.migrate;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;

/// Flyway's log, unheard: what it has to say reaches the user as results and failures. Flyway makes
/// it by its name.
public final class NoLogs implements LogCreator {
    @Override
    public Log createLogger(Class<?> type) {
        return new NoLog();
    }

    private static final class NoLog implements Log {
        @Override
        public void debug(String message) {}

        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}

        @Override
        public void error(String message) {}

        @Override
        public void error(String message, Exception e) {}

        @Override
        public void notice(String message) {}
    }
}
