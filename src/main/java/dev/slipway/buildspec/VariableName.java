package dev.slipway.buildspec;

import java.util.Locale;
import java.util.regex.Pattern;

/// What the name of an environment variable says of it.
final class VariableName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Pattern SECRET =
            Pattern.compile(
                    "(.*_)?(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|SECRET_?KEY|CLIENT_SECRET)S?|DATABASE_URL|FLYWAY_URL|PGPASSWORD");

    /// Where these name the secret and do not hold it.
    private static final Pattern NAMES_A_SECRET = Pattern.compile("DATABASE_SECRET|ROLES_SECRET");

    private VariableName() {}

    /// Whether a shell can read it.
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// Whether CodeBuild keeps the name to itself.
    static boolean isReserved(String name) {
        return name.startsWith("CODEBUILD_");
    }

    /// Whether the value of a variable of this name is a secret.
    static boolean holdsSecret(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        return SECRET.matcher(upper).matches() && !NAMES_A_SECRET.matcher(upper).matches();
    }
}
