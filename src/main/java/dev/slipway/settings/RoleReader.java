package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The roles that a database is to have.
final class RoleReader {
    /// PostgreSQL cuts longer names off, silently.
    private static final int LONGEST_NAME = 63;

    private final Variables variables;

    RoleReader(Variables variables) {
        this.variables = variables;
    }

    /// @param ordinary the connection of migrations and seeds
    /// @param historySchema where the history of migrations is, when that is set
    RoleSettings read(ConnectionSettings ordinary, @Nullable String historySchema) {
        var schema = name("ROLES_SCHEMA", historySchema == null ? "app" : historySchema);
        var owner = name("ROLES_OWNER", schema + "_owner");
        var migrator = name("ROLES_MIGRATOR", "migrator");
        var app = name("ROLES_APP", "app");
        var reader =
                variables.value("ROLES_READONLY").isPresent() ? name("ROLES_READONLY", "") : null;
        var master = master(ordinary);
        different(owner, migrator, app, reader);
        var iam = variables.flag("ROLES_IAM").orElse(false);
        return new RoleSettings(
                master,
                schema,
                owner,
                migrator,
                app,
                reader,
                passwords(migrator, app, reader, iam),
                iam,
                extensions(),
                variables.flag("ROLES_REVOKE").orElse(false),
                variables.flag("ROLES_ADOPT").orElse(false));
    }

    private ConnectionSettings master(ConnectionSettings ordinary) {
        var user = variables.value("ROLES_USER").map(String::strip);
        var password = secret("ROLES_PASSWORD");
        if (user.isEmpty() && password.isPresent()) {
            variables
                    .problems()
                    .add("ROLES_PASSWORD is set without ROLES_USER; say whose password it is");
        }
        return user.map(name -> ordinary.as(name, password.orElse(null))).orElse(ordinary);
    }

    private void different(String owner, String migrator, String app, @Nullable String reader) {
        var seen = new HashMap<String, String>();
        var named = new ArrayList<Map.Entry<String, String>>();
        named.add(Map.entry("ROLES_OWNER", owner));
        named.add(Map.entry("ROLES_MIGRATOR", migrator));
        named.add(Map.entry("ROLES_APP", app));
        if (reader != null) {
            named.add(Map.entry("ROLES_READONLY", reader));
        }
        for (var entry : named) {
            var other = seen.putIfAbsent(entry.getValue(), entry.getKey());
            if (other != null) {
                variables
                        .problems()
                        .add(
                                other
                                        + " and "
                                        + entry.getKey()
                                        + " are both "
                                        + entry.getValue()
                                        + "; each needs a role of its own");
            }
        }
    }

    private String name(String setting, String otherwise) {
        var name = variables.value(setting).map(String::strip).orElse(otherwise);
        var folded = name.toLowerCase(Locale.ROOT);
        var reserved = setting.equals("ROLES_SCHEMA") ? Set.of() : Set.of("none", "public");
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            variables.problems().add(setting + ": '" + name + "' is longer than 63 bytes");
        } else if (folded.startsWith("pg_") || reserved.contains(name)) {
            variables.problems().add(setting + ": '" + name + "' is reserved by PostgreSQL");
        }
        return name;
    }

    private Map<String, Secret> passwords(
            String migrator, String app, @Nullable String reader, boolean iam) {
        var passwords = new HashMap<String, Secret>();
        password("ROLES_MIGRATOR_PASSWORD", migrator, iam, passwords);
        password("ROLES_APP_PASSWORD", app, iam, passwords);
        password("ROLES_READONLY_PASSWORD", reader, iam, passwords);
        return passwords;
    }

    private void password(
            String setting, @Nullable String role, boolean iam, Map<String, Secret> passwords) {
        var password = secret(setting);
        if (password.isEmpty()) {
            return;
        }
        if (role == null) {
            variables.problems().add(setting + " is set without ROLES_READONLY; name the role");
        } else if (iam) {
            variables
                    .problems()
                    .add(
                            setting
                                    + " and ROLES_IAM exclude each other: a member of rds_iam cannot log in with a password");
        } else {
            passwords.put(role, password.get());
        }
    }

    /// Not stripped: a space can be part of a password.
    private Optional<Secret> secret(String setting) {
        return Optional.ofNullable(variables.environment().get(setting))
                .filter(text -> !text.isEmpty())
                .map(Secret::new);
    }

    private List<RoleSettings.Extension> extensions() {
        return Arrays.stream(variables.value("ROLES_EXTENSIONS").orElse("").split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(this::extension)
                .toList();
    }

    private RoleSettings.Extension extension(String entry) {
        var parts = entry.split(":", -1);
        if (parts.length > 2 || Arrays.stream(parts).anyMatch(String::isBlank)) {
            variables
                    .problems()
                    .add(
                            "ROLES_EXTENSIONS: '"
                                    + entry
                                    + "' is neither an extension nor extension:schema");
        }
        return new RoleSettings.Extension(
                parts[0].strip(), parts.length == 2 ? parts[1].strip() : null);
    }
}
