package dev.slipway.doctor;

import dev.slipway.aws.SecretShape;
import dev.slipway.aws.SecretStore;
import dev.slipway.settings.PasswordOrigin;

/// What the secret looks like that names the database; its values stay where they are.
final class SecretCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.SECRET;
    }

    @Override
    public Finding run(Facts facts) {
        return switch (facts.settings().connection().origin()) {
            case PasswordOrigin.Rotating rotating -> {
                var shape = SecretStore.shape(rotating.secret());
                yield Finding.passed(name(), rotating.secret() + " holds " + text(shape));
            }
            case PasswordOrigin.Tokens _ ->
                    Finding.notApplicable(name(), "a token is made for each connection");
            case PasswordOrigin.Environment _ ->
                    Finding.notApplicable(name(), "DATABASE_SECRET is not set");
        };
    }

    private static String text(SecretShape shape) {
        return switch (shape.kind()) {
            case URL -> "a URL";
            case JSON -> "JSON with " + String.join(", ", shape.keys());
            case OTHER -> "a text that is neither a URL nor JSON";
        };
    }
}
