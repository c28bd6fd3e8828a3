package dev.slipway.migrate;

import dev.slipway.failure.Problem;
import dev.slipway.settings.MigrationSettings;
import dev.slipway.sql.SqlStatement;
import dev.slipway.steps.MigrationHeader;
import dev.slipway.steps.MigrationOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the scripts of a folder say, each read and parsed once: Flyway asks again whenever it reads
/// the history, which is after each migration.
final class ParsedScripts {
    private final MigrationSettings settings;
    private final Map<String, Parsed> parsed = new HashMap<>();

    ParsedScripts(MigrationSettings settings) {
        this.settings = settings;
    }

    /// A script.
    ///
    /// @param text as it stands, placeholders unreplaced
    /// @param options what its header says
    /// @param problems what is wrong with its header
    record Parsed(
            String text,
            List<SqlStatement> statements,
            Transactions transactions,
            MigrationOptions options,
            List<Problem> problems) {}

    Parsed of(MigrationFile file) {
        return parsed.computeIfAbsent(file.script(), _ -> parse(file));
    }

    private Parsed parse(MigrationFile file) {
        try {
            var text = file.read(settings.encoding());
            var statements = SqlStatement.split(text);
            var problems = new ArrayList<Problem>();
            var options = MigrationHeader.read(file.script(), replaced(text), problems);
            var transactions =
                    options.backfill() == null
                            ? Transactions.of(file, statements, settings)
                            : Transactions.OUTSIDE;
            return new Parsed(text, statements, transactions, options, List.copyOf(problems));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A backfill's statement is taken apart as it will run.
    private String replaced(String text) {
        var replaced = text;
        if (settings.placeholderReplacement()) {
            for (var placeholder : settings.placeholders().entrySet()) {
                replaced =
                        replaced.replace(
                                settings.placeholderPrefix()
                                        + placeholder.getKey()
                                        + settings.placeholderSuffix(),
                                placeholder.getValue());
            }
        }
        return replaced;
    }
}
