package dev.slipway.aws;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.Supplier;

/// One thing that is asked of AWS, and what its refusal means to the person on call.
///
/// @param what what is not possible without the answer, as a failure's first sentence
/// @param service as users know it: `Secrets Manager`
/// @param endpoint the service's name in the names of endpoints: `secretsmanager`
/// @param action the right that is needed: `secretsmanager:GetSecretValue`
/// @param resource what the right is needed on
record AwsCall(String what, String service, String endpoint, String action, String resource) {
    private static final Set<String> DENIED =
            Set.of(
                    "AccessDeniedException",
                    "AccessDenied",
                    "UnauthorizedOperation",
                    "AuthorizationError",
                    "NotAuthorized");
    private static final Set<String> NOT_KNOWN =
            Set.of(
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignature",
                    "MissingAuthenticationToken",
                    "AuthFailure");
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");

    /// Asks.
    ///
    /// @throws FailureException when no answer comes (exit 4), or a refusal (exit 5)
    <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (SdkException e) {
            throw failure(e).exception(e);
        }
    }

    Failure failure(SdkException e) {
        return e instanceof SdkServiceException answer ? answered(answer) : unanswered(e);
    }

    private Failure answered(SdkServiceException answer) {
        var code = code(answer);
        if (DENIED.contains(code)) {
            return Failure.of(
                    Kind.REFUSED,
                    what,
                    service + " refuses it to these credentials: " + words(answer),
                    "allow the role that this runs as " + action + " on " + resource);
        }
        if (EXPIRED.contains(code)) {
            return Failure.of(
                    Kind.REFUSED,
                    what,
                    "the AWS credentials have expired: " + words(answer),
                    "get new ones (aws sso login, or start the task anew), and see that this machine's clock is right");
        }
        if (NOT_KNOWN.contains(code)) {
            return Failure.of(
                    Kind.REFUSED,
                    what,
                    "AWS does not know these credentials: " + words(answer),
                    "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN or AWS_PROFILE, and that this machine's clock is right");
        }
        if (answer.isThrottlingException() || answer.statusCode() >= 500) {
            return Failure.of(
                    Kind.UNREACHABLE,
                    what,
                    service + " answers " + answer.statusCode() + ": " + words(answer),
                    "run again in a minute; it was tried several times");
        }
        return Failure.of(
                Kind.REFUSED,
                what,
                service
                        + " answers "
                        + (code.isEmpty() ? answer.statusCode() : code)
                        + ": "
                        + words(answer),
                "correct what it names, and run again");
    }

    private Failure unanswered(SdkException e) {
        var message = String.valueOf(e.getMessage());
        if (message.contains("load credentials") || message.contains("credentials from")) {
            return Failure.of(
                    Kind.REFUSED,
                    what,
                    "no AWS credentials were found in the environment, in a profile or by a task's or an instance's role",
                    "give the task a role that may "
                            + action
                            + ", or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; into a container in CodeBuild pass AWS_CONTAINER_CREDENTIALS_RELATIVE_URI on");
        }
        if (message.contains("for profile '")) {
            return Failure.of(
                    Kind.REFUSED,
                    what,
                    "AWS's configuration has no credentials for the profile: " + words(e),
                    "correct its name (AWS_PROFILE, or the one that was given), or log in: aws sso login --profile NAME");
        }
        if (message.contains("region")) {
            return Failure.of(Kind.SETTINGS, what, "no AWS region is set", "set AWS_REGION");
        }
        var cause = root(e);
        if (cause instanceof UnknownHostException) {
            return Failure.of(
                    Kind.UNREACHABLE,
                    what,
                    "the host name " + cause.getMessage() + " does not resolve",
                    "check the region (AWS_REGION, or the ARN's), and that the VPC has DNS support");
        }
        var timeout =
                e instanceof ApiCallTimeoutException
                        || e instanceof ApiCallAttemptTimeoutException
                        || cause instanceof SocketTimeoutException;
        return Failure.of(
                Kind.UNREACHABLE,
                what,
                timeout
                        ? service + " does not answer: packets to it are dropped"
                        : service + " cannot be reached: " + words(cause),
                "give the subnet a way to it: a NAT gateway, or the VPC endpoint com.amazonaws.REGION."
                        + endpoint
                        + " with private DNS, whose security group admits port 443 from this task's");
    }

    private static Throwable root(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /// The code of AWS's error, or an empty text.
    static String code(SdkServiceException answer) {
        return answer instanceof AwsServiceException aws
                        && aws.awsErrorDetails() != null
                        && aws.awsErrorDetails().errorCode() != null
                ? aws.awsErrorDetails().errorCode()
                : "";
    }

    /// AWS's own sentence, without request ids.
    static String words(Throwable e) {
        if (e instanceof AwsServiceException aws
                && aws.awsErrorDetails() != null
                && aws.awsErrorDetails().errorMessage() != null) {
            return aws.awsErrorDetails().errorMessage().strip();
        }
        var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        var end = message.indexOf(" (Service:");
        return (end < 0 ? message : message.substring(0, end)).strip();
    }
}
