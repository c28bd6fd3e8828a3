package dev.slipway.aws;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;
import dev.slipway.settings.SecretReference;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DecryptionFailureException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;

/// AWS Secrets Manager.
public final class SecretStore {
    private SecretStore() {}

    /// The text of a secret as it is now, in the region that its ARN names, or else in that of the
    /// environment.
    ///
    /// @throws FailureException when it is not there, or is no text (exit 3), when Secrets Manager
    ///     cannot be reached (exit 4) or refuses (exit 5)
    public static String text(SecretReference reference) {
        try (var client =
                AwsClients.configured(
                                SecretsManagerClient.builder(),
                                AwsAccess.DEFAULT.in(reference.region()))
                        .build()) {
            var region = client.serviceClientConfiguration().region().id();
            try {
                var answer =
                        client.getSecretValue(
                                request ->
                                        request.secretId(reference.id())
                                                .versionStage(reference.stage())
                                                .versionId(reference.version()));
                if (answer.secretString() == null) {
                    throw Failure.of(
                                    Kind.SETTINGS,
                                    what(reference),
                                    "it holds bytes, not text",
                                    "store the URL or the JSON as text: aws secretsmanager put-secret-value --secret-id "
                                            + reference.id()
                                            + " --secret-string file://secret.txt")
                            .exception();
                }
                return answer.secretString();
            } catch (SecretsManagerException e) {
                throw refusal(reference, region, e).exception(e);
            }
        } catch (SdkException e) {
            throw call(reference, "REGION").failure(e).exception(e);
        }
    }

    /// What a secret looks like; its values stay where they are.
    ///
    /// @throws FailureException as {@link #text} does
    public static SecretShape shape(SecretReference reference) {
        var text = text(reference).strip();
        try {
            var json = JsonMapper.shared().readTree(text);
            if (json.isObject()) {
                return new SecretShape(SecretShape.Kind.JSON, List.copyOf(json.propertyNames()));
            }
        } catch (JacksonException notJson) {
            // Its message quotes the secret.
        }
        return new SecretShape(
                text.contains("://") ? SecretShape.Kind.URL : SecretShape.Kind.OTHER, List.of());
    }

    private static String what(SecretReference reference) {
        return "the secret " + reference.id() + " cannot be read; nothing was done";
    }

    private static AwsCall call(SecretReference reference, String region) {
        return new AwsCall(
                what(reference),
                "Secrets Manager",
                "secretsmanager",
                "secretsmanager:GetSecretValue",
                arn(reference, region));
    }

    /// What a policy would say. A name is followed by six letters that only Secrets Manager knows.
    private static String arn(SecretReference reference, String region) {
        return reference.id().startsWith("arn:")
                ? reference.id()
                : "arn:aws:secretsmanager:" + region + ":ACCOUNT:secret:" + reference.id() + "-*";
    }

    private static Failure refusal(
            SecretReference reference, String region, SecretsManagerException e) {
        var words = AwsCall.words(e);
        return switch (e) {
            case ResourceNotFoundException _ ->
                    words.contains("staging label") || words.contains("VersionId")
                            ? Failure.of(
                                    Kind.SETTINGS,
                                    what(reference),
                                    "it is there, but not in this version: " + words,
                                    "put a value into it (aws secretsmanager put-secret-value), or correct the version's label or id in DATABASE_SECRET")
                            : Failure.of(
                                    Kind.SETTINGS,
                                    what(reference),
                                    "there is no such secret in region "
                                            + region
                                            + " of the account that these credentials are for",
                                    "correct DATABASE_SECRET or AWS_REGION; a secret of another account or region needs its whole ARN");
            case DecryptionFailureException _ -> undecrypted(reference, region, words);
            case InvalidRequestException _
                    when words.contains("deletion") || words.contains("deleted") ->
                    Failure.of(
                            Kind.SETTINGS,
                            what(reference),
                            "it is deleted, or marked for deletion",
                            "aws secretsmanager restore-secret --secret-id "
                                    + reference.id()
                                    + ", or name another secret");
            default ->
                    words.contains("KMS")
                            ? undecrypted(reference, region, words)
                            : call(reference, region).failure(e);
        };
    }

    private static Failure undecrypted(SecretReference reference, String region, String words) {
        return Failure.of(
                Kind.REFUSED,
                what(reference),
                "it is encrypted with a key of KMS that these credentials may not use: " + words,
                "allow the role that this runs as kms:Decrypt on the secret's key (aws secretsmanager describe-secret --secret-id "
                        + reference.id()
                        + " --query KmsKeyId), with kms:ViaService secretsmanager."
                        + region
                        + ".amazonaws.com, and allow it in the key's policy");
    }
}
