package dev.slipway.launch;

import java.util.regex.Pattern;

/// What a log's event is to people.
final class LogText {
    /// What a terminal would obey: a log holds what data and servers say.
    private static final Pattern ESCAPES =
            Pattern.compile(
                    "\u001B\\[[0-?]*[ -/]*[@-~]|[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F\\x80-\\x9F]");

    /// `[Container] 2026/11/30 12:00:00 Running command …`: with all lines of the command, which
    /// the buildspec has.
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?<first>\\[Container\\] [0-9/]+ [0-9:.]+ Running command [^\\n]*)\\n.*",
                    Pattern.DOTALL);

    private LogText() {}

    /// The event without its end and without what a terminal would obey; of a command its first
    /// line.
    static String clean(String event) {
        var text = ESCAPES.matcher(event.replace("\r\n", "\n").replace('\r', '\n')).replaceAll("");
        var command = COMMAND.matcher(text);
        return (command.matches() ? command.group("first") + " …" : text).stripTrailing();
    }
}
