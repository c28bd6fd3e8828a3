package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The roles that a database is to have, and who makes them.
///
/// @param master where and as whom they are made; not a superuser as a rule
/// @param schema the application's schema
/// @param owner the role that owns the schema and everything in it; nobody logs in as it
/// @param migrator who migrates
/// @param app the application itself: reads and writes rows
/// @param reader who reads only, or null for nobody
/// @param passwords of the roles that log in, by their names; a role without one is left alone
/// @param iam whether they log in with IAM's tokens instead
/// @param extensions in the order in which they are made
/// @param revoke whether rights beyond those declared are taken away
/// @param adopt whether what others own in the schema becomes the owner's
public record RoleSettings(
        ConnectionSettings master,
        String schema,
        String owner,
        String migrator,
        String app,
        @Nullable String reader,
        Map<String, Secret> passwords,
        boolean iam,
        List<Extension> extensions,
        boolean revoke,
        boolean adopt) {
    public RoleSettings {
        passwords = Map.copyOf(passwords);
        extensions = List.copyOf(extensions);
    }

    /// An extension that the database is to have.
    ///
    /// @param schema where, or null for where PostgreSQL puts it
    public record Extension(String name, @Nullable String schema) {}
}
