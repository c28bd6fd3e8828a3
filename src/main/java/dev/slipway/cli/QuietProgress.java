package dev.slipway.cli;

import dev.slipway.progress.Progress;

/// Warnings only.
final class QuietProgress implements Progress {
    private final Console console;

    QuietProgress(Console console) {
        this.console = console;
    }

    @Override
    public Step begin(String label, long totalBytes) {
        return Progress.SILENT.begin(label, totalBytes);
    }

    @Override
    public void note(String line) {}

    @Override
    public void warn(String line) {
        console.say("warning: " + line);
    }
}
