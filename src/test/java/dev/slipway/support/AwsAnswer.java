package dev.slipway.support;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// In place of a service of AWS, for as long as this is open: a server that gives these answers,
/// and the last of them to every later request.
public final class AwsAnswer implements AutoCloseable {
    private static final String ENDPOINT = "aws.endpointUrl";

    private final HttpServer server;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    public AwsAnswer(int status, String... bodies) {
        var answers = new ArrayDeque<>(List.of(bodies));
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/",
                exchange -> {
                    requests.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    var body =
                            next(answers)
                                    .replace("URL/", url() + "/")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static synchronized String next(Deque<String> answers) {
        return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }

    /// The bodies of the requests so far.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /// Where it listens.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        System.clearProperty(ENDPOINT);
        server.stop(0);
    }
}
