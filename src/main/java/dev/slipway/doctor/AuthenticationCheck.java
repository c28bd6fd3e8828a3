package dev.slipway.doctor;

/// Whether the server lets the user into the database.
final class AuthenticationCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.AUTHENTICATION;
    }

    @Override
    public Finding run(Facts facts) {
        facts.connection();
        var settings = facts.settings().connection();
        return Finding.passed(
                name(), "user " + settings.user() + " is let into " + settings.database());
    }
}
