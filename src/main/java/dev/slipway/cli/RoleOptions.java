package dev.slipway.cli;

import picocli.CommandLine.Option;

import java.util.Map;

/// What an apply may do beyond adding what is missing.
final class RoleOptions implements Overlay {
    @Option(
            names = "--revoke",
            description = "Also take away rights beyond the declared ones (ROLES_REVOKE).")
    private boolean revoke;

    @Option(
            names = "--adopt",
            description =
                    "Also make the owner role own what others own in the schema (ROLES_ADOPT).")
    private boolean adopt;

    @Override
    public void over(Map<String, String> settings) {
        if (revoke) {
            settings.put("ROLES_REVOKE", "true");
        }
        if (adopt) {
            settings.put("ROLES_ADOPT", "true");
        }
    }
}
