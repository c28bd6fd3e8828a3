package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;

/// Whether the settings can be read, all problems at once.
final class SettingsCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.SETTINGS;
    }

    @Override
    public Finding run(Facts facts) {
        var settings = facts.settings();
        // From here on an interruption is heard.
        facts.database();
        var connection = settings.connection();
        var what =
                "database "
                        + connection.database()
                        + " at "
                        + connection.server()
                        + ", user "
                        + connection.user();
        if (settings.warnings().isEmpty()) {
            return Finding.passed(name(), what);
        }
        return Finding.warning(
                name(),
                what,
                Failure.of(
                        Kind.SETTINGS,
                        "there is something odd in the settings",
                        settings.warnings().stream().map(Problem::of).toList(),
                        "the README's table lists every setting"));
    }
}
