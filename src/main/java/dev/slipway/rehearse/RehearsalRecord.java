package dev.slipway.rehearse;

import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;
import dev.slipway.migrate.PendingMigration;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is kept of a rehearsal, for a plan to tell later.
///
/// @param at when it ended
/// @param serverVersion of the throwaway server, such as `17.6`
/// @param start what counted as applied, in words
/// @param scripts those that were rehearsed, in their order
public record RehearsalRecord(
        Instant at, String serverVersion, String start, List<Script> scripts) {
    public RehearsalRecord {
        scripts = List.copyOf(scripts);
    }

    /// What came of one migration.
    ///
    /// @param script as the history calls it
    /// @param sha256 of its text in UTF-8, in hexadecimal digits
    /// @param failed whether it failed
    /// @param errors findings of that level that nobody has allowed; likewise the next two
    /// @param allowed findings that a comment of the script lets be
    /// @param worst why it failed, or else the first of the worst findings that nobody has allowed;
    ///     null without any
    public record Script(
            String script,
            String sha256,
            boolean failed,
            long errors,
            long warnings,
            long notes,
            long allowed,
            @Nullable String worst) {}

    /// What to keep of a rehearsal.
    public static RehearsalRecord of(Rehearsal rehearsal, Instant at) {
        var failure = rehearsal.failure();
        var last = rehearsal.migrations().isEmpty() ? null : rehearsal.migrations().getLast();
        return new RehearsalRecord(
                at,
                rehearsal.serverVersion(),
                rehearsal.start(),
                rehearsal.migrations().stream()
                        .map(
                                migration ->
                                        script(
                                                migration,
                                                failure != null && migration.equals(last)
                                                        ? failure.what()
                                                        : null))
                        .toList());
    }

    private static Script script(RehearsedMigration migration, @Nullable String failure) {
        var findings =
                migration.statements().stream()
                        .flatMap(statement -> statement.findings().stream())
                        .toList();
        var open = findings.stream().filter(Finding::isOpen).toList();
        // Of several as bad ones the first.
        var worst =
                open.stream()
                        .sorted(Comparator.comparing(Finding::level).reversed())
                        .map(Finding::message)
                        .findFirst()
                        .orElse(null);
        return new Script(
                migration.script(),
                sha256(migration.text()),
                failure != null,
                count(open, Level.ERROR),
                count(open, Level.WARNING),
                count(open, Level.NOTE),
                findings.size() - open.size(),
                failure == null ? worst : failure);
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    /// What the rehearsal says of pending migrations, by their scripts. One counts as rehearsed
    /// when its text is the same, all that was rehearsed before it has the same text as well,
    /// applied by now or not, and all that is pending before it was rehearsed before it.
    ///
    /// @param pending in the order in which they would be applied
    /// @param text the text of a script that is not pending, if it is there
    public Map<String, Script> verdicts(
            List<PendingMigration> pending, Function<String, Optional<String>> text) {
        var texts = new HashMap<String, String>();
        pending.forEach(migration -> texts.put(migration.script(), migration.sql()));
        var verdicts = new HashMap<String, Script>();
        var next = 0;
        for (var script : scripts) {
            var now =
                    Optional.ofNullable(texts.get(script.script()))
                            .or(() -> text.apply(script.script()))
                            .map(RehearsalRecord::sha256);
            if (!now.equals(Optional.of(script.sha256()))) {
                break;
            }
            if (texts.containsKey(script.script())) {
                if (next == pending.size() || !pending.get(next).script().equals(script.script())) {
                    break;
                }
                verdicts.put(script.script(), script);
                next++;
            }
        }
        return verdicts;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
