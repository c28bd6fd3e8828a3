package dev.slipway.aws;

import dev.slipway.failure.FailureException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

import java.util.ArrayList;
import java.util.List;

/// Reads one stream of CloudWatch Logs as it grows, from its beginning. Close it.
public final class LogTail implements AutoCloseable {
    private final CloudWatchLogsClient client;
    private final LogPlace place;
    private @Nullable String token;

    private LogTail(CloudWatchLogsClient client, LogPlace place) {
        this.client = client;
        this.place = place;
    }

    public static LogTail of(LogPlace place, AwsAccess access) {
        return call(place)
                .ask(
                        () ->
                                new LogTail(
                                        AwsClients.configured(
                                                        CloudWatchLogsClient.builder(), access)
                                                .build(),
                                        place));
    }

    /// The events that came since the last call, oldest first, each as it was written; none while
    /// there is no such stream, since it is made with its first event.
    ///
    /// @throws FailureException when CloudWatch Logs cannot be reached (exit 4) or refuses (exit
    ///     5); the next call goes on where the last good one ended
    public List<String> next() {
        var messages = new ArrayList<String>();
        while (true) {
            GetLogEventsResponse page;
            try {
                page = page();
            } catch (FailureException e) {
                if (e.getCause() instanceof ResourceNotFoundException) {
                    return messages;
                }
                // What was read so far would be lost: it is behind the token already.
                if (!messages.isEmpty()) {
                    return messages;
                }
                throw e;
            }
            page.events().forEach(event -> messages.add(event.message()));
            // A page can be empty in the middle; the end is where the token stays as it is.
            if (page.nextForwardToken() == null || page.nextForwardToken().equals(token)) {
                return messages;
            }
            token = page.nextForwardToken();
        }
    }

    private GetLogEventsResponse page() {
        return call(place)
                .ask(
                        () ->
                                client.getLogEvents(
                                        request ->
                                                request.logGroupName(place.group())
                                                        .logStreamName(place.stream())
                                                        .startFromHead(true)
                                                        .nextToken(token)));
    }

    private static AwsCall call(LogPlace place) {
        return new AwsCall(
                "the log of the run cannot be read",
                "CloudWatch Logs",
                "logs",
                "logs:GetLogEvents",
                "arn:aws:logs:REGION:ACCOUNT:log-group:" + place.group() + ":*");
    }

    @Override
    public void close() {
        client.close();
    }
}
