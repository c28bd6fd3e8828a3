package dev.slipway.cli;

import dev.slipway.aws.IamTokens;
import dev.slipway.aws.SecretStore;
import dev.slipway.settings.SecretReference;
import dev.slipway.settings.SecretSource;

/// Passwords from AWS, none of which the console then prints. AWS's library loads when one is asked
/// for, and not before.
final class AwsSecrets implements SecretSource {
    private final Console console;

    AwsSecrets(Console console) {
        this.console = console;
    }

    @Override
    public String text(SecretReference reference) {
        return SecretStore.text(reference);
    }

    @Override
    public String token(String host, int port, String user) {
        return IamTokens.token(host, port, user);
    }

    @Override
    public void hide(String secret) {
        console.hide(secret);
    }
}
