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
    private final SecretSource source;

    RoleReader(Variables variables, SecretSource source) {
        this.variables = variables;
        this.source = source;
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
        var named = variables.value("ROLES_SECRET");
        if (named.isPresent()) {
            return masterOfSecret(named.get(), user, password, ordinary);
        }
        if (user.isEmpty() && password.isPresent()) {
            variables
                    .problems()
                    .add("ROLES_PASSWORD is set without ROLES_USER; say whose password it is");
        }
        return user.map(name -> ordinary.as(name, password.orElse(null))).orElse(ordinary);
    }

    /// As RDS keeps a master's: user and password, in JSON.
    private ConnectionSettings masterOfSecret(
            String named,
            Optional<String> user,
            Optional<Secret> password,
            ConnectionSettings ordinary) {
        var problems = variables.problems();
        var known = problems.size();
        if (password.isPresent()) {
            problems.add(
                    "ROLES_SECRET and ROLES_PASSWORD are both set, and each gives a password; unset one of them");
        }
        var reference = SecretReference.parse("ROLES_SECRET", named, problems);
        if (problems.size() > known || reference.isEmpty()) {
            return ordinary;
        }
        var secret = SecretText.parse(reference.get(), source.text(reference.get()), problems);
        var master = secret.map(SecretText::user).or(() -> user);
        if (problems.size() == known
                && (master.isEmpty() || secret.map(SecretText::password).isEmpty())) {
            problems.add(
                    "the secret "
                            + reference.get()
                            + " is to hold the master's username and password, as RDS keeps them");
        }
        if (problems.size() > known) {
            return ordinary;
        }
        var found = secret.map(SecretText::password).orElseThrow();
        source.hide(found.reveal());
        return ordinary.as(master.orElseThrow(), found);
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
