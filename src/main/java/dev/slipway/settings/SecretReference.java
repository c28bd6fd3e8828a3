package dev.slipway.settings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A secret of AWS Secrets Manager, as CodeBuild and ECS write it: `id:json-key:stage:version`, of
/// which only the id, a name or an ARN, must be there.
///
/// @param id name or ARN
/// @param key the one value that is meant of a secret in JSON, or null for the whole secret
/// @param stage the label of the version that is meant, or null for AWSCURRENT
/// @param version the version that is meant, or null for the one with the label
/// @param region the region that the ARN names, or null for that of the environment
public record SecretReference(
        String id,
        @Nullable String key,
        @Nullable String stage,
        @Nullable String version,
        @Nullable String region) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]{1,512}");
    private static final int ARN_PARTS = 7;
    private static final int TAIL_PARTS = 3;

    /// Reads a reference. A problem never quotes the text, which may be the secret itself.
    public static Optional<SecretReference> parse(
            String setting, String text, List<String> problems) {
        var parts = Arrays.asList(text.strip().split(":", -1));
        var isArn = parts.getFirst().equals("arn");
        var idParts = isArn ? ARN_PARTS : 1;
        if (isArn && (parts.size() < ARN_PARTS || !parts.get(5).equals("secret"))) {
            problems.add(
                    setting
                            + " is an ARN, but not of a secret: arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME");
            return Optional.empty();
        }
        if (!NAME.matcher(parts.get(idParts - 1)).matches() || text.contains("://")) {
            problems.add(
                    setting
                            + " is not the name or ARN of a secret; where it holds the secret's value (type SECRETS_MANAGER in CodeBuild, secrets in ECS), call that variable DATABASE_URL");
            return Optional.empty();
        }
        var tail = new ArrayList<@Nullable String>();
        parts.subList(idParts, parts.size())
                .forEach(part -> tail.add(part.isEmpty() ? null : part));
        if (tail.size() > TAIL_PARTS) {
            problems.add(
                    setting
                            + " has too many parts; behind the name or ARN stand :json-key:version-stage:version-id");
            return Optional.empty();
        }
        while (tail.size() < TAIL_PARTS) {
            tail.add(null);
        }
        return Optional.of(
                new SecretReference(
                        String.join(":", parts.subList(0, idParts)),
                        tail.get(0),
                        tail.get(1),
                        tail.get(2),
                        isArn && !parts.get(3).isEmpty() ? parts.get(3) : null));
    }

    /// The secret as messages name it: no more than its id and the key.
    @Override
    public String toString() {
        return key == null ? id : id + ":" + key;
    }
}
