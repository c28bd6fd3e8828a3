package dev.slipway.report;

import dev.slipway.hazard.Finding;
import dev.slipway.hazard.Level;
import dev.slipway.rehearse.Rehearsal;
import dev.slipway.rehearse.RehearsedMigration;
import dev.slipway.rehearse.RehearsedStatement;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;

/// A finding with the statement and the migration that it is in.
///
/// @param fingerprint 32 hexadecimal digits that stay the same while lines move
record LocatedFinding(
        RehearsedMigration migration,
        RehearsedStatement statement,
        Finding finding,
        String fingerprint) {
    /// All findings, in the order of the scripts.
    static List<LocatedFinding> of(Rehearsal rehearsal) {
        var all = new ArrayList<LocatedFinding>();
        var occurrences = new HashMap<String, Integer>();
        for (var migration : rehearsal.migrations()) {
            for (var statement : migration.statements()) {
                for (var finding : statement.findings()) {
                    var identity =
                            String.join(
                                    "\n",
                                    migration.script(),
                                    finding.rule().word(),
                                    finding.subject(),
                                    statement.sql().strip().replaceAll("\\s+", " "));
                    var occurrence = occurrences.merge(identity, 1, Integer::sum);
                    all.add(
                            new LocatedFinding(
                                    migration,
                                    statement,
                                    finding,
                                    digest(identity + "\n" + occurrence)));
                }
            }
        }
        return all;
    }

    /// Whether a rehearsal with this level fails for it.
    boolean fails(@Nullable Level failOn) {
        return finding.isOpen() && failOn != null && finding.level().compareTo(failOn) >= 0;
    }

    String path() {
        return ScriptPath.of(migration.file());
    }

    /// `migrations/V7__status.sql:3:1`.
    String place() {
        return path() + ":" + line() + ":" + column();
    }

    int line() {
        return Math.max(1, finding.line());
    }

    int column() {
        return Math.max(1, finding.column());
    }

    /// The column behind the last character that it points at.
    int endColumn() {
        return column() + Math.max(1, finding.length());
    }

    private static String digest(String identity) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(identity.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
