package dev.slipway.cli;

import dev.slipway.failure.Count;
import dev.slipway.progress.Progress;
import dev.slipway.report.Format;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Draws progress on stderr once a step has lasted two seconds: a bar on a terminal, a line every
/// five seconds in a log.
final class ConsoleProgress implements Progress {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration IN_LOG = Duration.ofSeconds(5);
    private static final int BAR = 24;
    private static final String ERASE = "\r\u001B[2K";

    private final Console console;

    ConsoleProgress(Console console) {
        this.console = console;
    }

    @Override
    public Step begin(String label, long totalBytes) {
        return new Drawn(label, totalBytes);
    }

    @Override
    public void note(String line) {
        console.say(line);
    }

    @Override
    public void warn(String line) {
        console.say("warning: " + line);
    }

    private final class Drawn implements Step {
        private final String label;
        private final long totalBytes;
        private final long started = System.nanoTime();
        private final ScheduledExecutorService ticker;
        private final ScheduledFuture<?> drawing;
        private volatile long rows;
        private volatile long bytes;
        private volatile String part = "";
        private boolean drawn;

        Drawn(String label, long totalBytes) {
            this.label = label;
            this.totalBytes = totalBytes;
            // A clock of its own: a statement that takes minutes calls nothing here.
            ticker =
                    Executors.newSingleThreadScheduledExecutor(
                            task -> {
                                var thread = new Thread(task, "slipway-progress");
                                thread.setDaemon(true);
                                return thread;
                            });
            var period = (console.isTerminal() ? ON_TERMINAL : IN_LOG).toMillis();
            drawing =
                    ticker.scheduleAtFixedRate(
                            this::draw, PATIENCE.toMillis(), period, TimeUnit.MILLISECONDS);
        }

        @Override
        public void at(long newRows, long newBytes) {
            rows = newRows;
            bytes = newBytes;
        }

        @Override
        public void doing(String newPart, double share) {
            part = newPart + (share < 0 ? "" : ", " + Math.round(share * 100) + " %");
        }

        private synchronized void draw() {
            if (drawing.isCancelled()) {
                return;
            }
            if (console.isTerminal()) {
                console.draw(ERASE + line());
                drawn = true;
            } else {
                console.say(line());
            }
        }

        @Override
        public synchronized void close() {
            drawing.cancel(false);
            ticker.shutdown();
            if (drawn) {
                console.draw(ERASE);
            }
        }

        /// `seed cities  [#####     ]  45 %  61,000 rows, 1.3 MB, 30,500 rows/s, 2.4 s left`.
        private String line() {
            var elapsed = Duration.ofNanos(System.nanoTime() - started);
            var text = new StringBuilder(label).append(console.isTerminal() ? "  " : ": ");
            var share = totalBytes > 0 ? Math.min(1, (double) bytes / totalBytes) : 0;
            if (totalBytes > 0) {
                var full = (int) Math.round(share * BAR);
                text.append(
                                console.isTerminal()
                                        ? "[" + "#".repeat(full) + " ".repeat(BAR - full) + "] "
                                        : "")
                        .append(Math.round(share * 100))
                        .append(" % read, ");
            }
            if (rows > 0 && bytes > 0) {
                text.append(Count.of(rows))
                        .append(" rows, ")
                        .append(Format.bytes(bytes))
                        .append(", ");
                var seconds = elapsed.toMillis() / 1000.0;
                text.append(Count.of(Math.round(rows / seconds))).append(" rows/s, ");
            }
            text.append(part).append(part.isEmpty() ? "" : ", ");
            text.append(Format.elapsed(elapsed));
            var left = remaining(share, elapsed);
            if (left != null) {
                text.append(", about ").append(Format.elapsed(left)).append(" left");
            }
            return text.toString();
        }

        private @Nullable Duration remaining(double share, Duration elapsed) {
            return share > 0.02 && share < 1
                    ? Duration.ofMillis(Math.round(elapsed.toMillis() * (1 - share) / share))
                    : null;
        }
    }
}
