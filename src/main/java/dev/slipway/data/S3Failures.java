package dev.slipway.data;

import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.failure.Kind;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

import java.io.IOException;
import java.net.UnknownHostException;

/// What AWS's library says when an object cannot be read, in words that say what to do.
final class S3Failures {
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;

    private S3Failures() {}

    /// The failure, to be thrown; an {@link IOException} where the network or S3 itself is at
    /// fault, and trying again may help.
    ///
    /// @throws FailureException when somebody must do something first
    static IOException of(S3Object object, SdkException e) {
        if (e instanceof SdkServiceException answer) {
            return answered(object, answer);
        }
        var message = String.valueOf(e.getMessage());
        if (message.contains("credentials")) {
            throw Failure.of(
                            Kind.REFUSED,
                            object + " cannot be read; nothing of it was loaded",
                            "no AWS credentials were found in the environment, in a profile or by a task's or an instance's role",
                            "give the task a role that may s3:GetObject it, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
                    .exception(e);
        }
        if (message.contains("region")) {
            throw Failure.of(
                            Kind.SETTINGS,
                            object + " cannot be read; nothing of it was loaded",
                            "no AWS region is set",
                            "set AWS_REGION to the region of bucket " + object.bucket())
                    .exception(e);
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var why =
                cause instanceof UnknownHostException
                        ? "the host name " + cause.getMessage() + " is unknown"
                        : words(cause);
        return new IOException("S3 cannot be reached for " + object + ": " + why, e);
    }

    private static IOException answered(S3Object object, SdkServiceException answer) {
        var what = object + " cannot be read; nothing of it was loaded";
        return switch (answer.statusCode()) {
            case PRECONDITION_FAILED ->
                    throw Failure.of(
                                    Kind.SEED,
                                    object + " changed while it was read; nothing of it was loaded",
                                    "its ETag is not the one that it had when the run began",
                                    "run again when nobody writes to it any more")
                            .exception(answer);
            case NOT_FOUND ->
                    throw Failure.of(
                                    Kind.SEED,
                                    what,
                                    answer instanceof NoSuchBucketException
                                            ? "there is no bucket " + object.bucket()
                                            : "S3 has no such object, or no bucket "
                                                    + object.bucket(),
                                    "correct the location, or upload it: aws s3 cp FILE " + object)
                            .exception(answer);
            case 400, 401, 403 ->
                    throw Failure.of(
                                    Kind.REFUSED,
                                    what,
                                    "S3 refuses it to these credentials, as it also does for an object that does not exist when they may not list the bucket: "
                                            + firstSentence(words(answer)),
                                    "allow the task's role s3:GetObject on arn:aws:s3:::"
                                            + object.bucket()
                                            + "/"
                                            + object.key()
                                            + " (and kms:Decrypt on its key, if it has one), and see that the object exists and the credentials have not expired")
                            .exception(answer);
            default ->
                    new IOException(
                            "S3 cannot give "
                                    + object
                                    + " (it answers "
                                    + answer.statusCode()
                                    + "): "
                                    + firstSentence(words(answer)),
                            answer);
        };
    }

    private static String words(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /// Without the list of every place that was looked in, and of request ids.
    private static String firstSentence(String message) {
        var end = message.indexOf(" (Service:");
        var text = end < 0 ? message : message.substring(0, end);
        var list = text.indexOf(": [");
        return (list < 0 ? text : text.substring(0, list)).strip();
    }
}
