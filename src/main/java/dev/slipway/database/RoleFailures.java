package dev.slipway.database;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.settings.ConnectionSettings;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/// Why the sessions of a run cannot have the role that `DB_ROLE` names.
final class RoleFailures {
    private RoleFailures() {}

    /// The failure that an exception stands for; empty when the role is not at fault.
    static Optional<Failure> of(SQLException e, ConnectionSettings settings) {
        var error = DatabaseFailures.serverError(e);
        var role = settings.role();
        if (role == null
                || error == null
                || !Objects.requireNonNullElse(error.getMessage(), "").contains('"' + role + '"')) {
            return Optional.empty();
        }
        return switch (Objects.requireNonNullElse(error.getSQLState(), "")) {
            case "22023" ->
                    refused(
                            "there is no role " + role,
                            e,
                            "correct DB_ROLE, or create the role and grant it to "
                                    + settings.user());
            case "42501" ->
                    refused(
                            "user " + settings.user() + " may not take the role " + role,
                            e,
                            "grant "
                                    + Identifiers.quoteIfNeeded(role)
                                    + " to "
                                    + Identifiers.quoteIfNeeded(settings.user())
                                    + " (from PostgreSQL 16 on, a membership with set false does not do)");
            default -> Optional.empty();
        };
    }

    private static Optional<Failure> refused(String what, SQLException e, String fix) {
        return Optional.of(
                Failure.of(
                        Kind.REFUSED,
                        what + ", which DB_ROLE names; nothing was done",
                        DatabaseFailures.explain(e).getFirst(),
                        fix));
    }
}
