package dev.slipway.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The way to the stand-in for AWS, for as long as this is open, with what happens on the way to
/// the real one: it throttles, and answers get lost.
///
/// It also gives the answer to a start that AWS gives when it knows the token already; the stand-in
/// does not look at tokens.
public final class AwsDetour implements AutoCloseable {
    private static final Set<String> DROPPED =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "http2-settings");

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Deque<Canned>> canned = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> lost = new ConcurrentHashMap<>();
    private final Map<String, String> started = new HashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    public AwsDetour() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(
                Executors.newCachedThreadPool(
                        task -> Thread.ofPlatform().daemon().unstarted(task)));
        server.createContext("/", this::pass);
        server.start();
    }

    /// This process's environment, with the way to AWS through here.
    public Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        return environment;
    }

    private record Canned(int status, String body) {}

    /// Refuses the next so many requests of this action, `StartBuild`, as too many.
    public AwsDetour throttle(String action, int times) {
        return answer(
                action,
                times,
                400,
                "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}");
    }

    /// Gives this answer to the next so many requests of this action, in place of the stand-in's.
    public AwsDetour answer(String action, int times, int status, String body) {
        var queue = canned.computeIfAbsent(action, _ -> new ConcurrentLinkedDeque<>());
        queue.addAll(Collections.nCopies(times, new Canned(status, body)));
        return this;
    }

    /// Lets the next so many requests of this action arrive, and loses the answers.
    public AwsDetour loseAnswers(String action, int times) {
        lost.put(action, new AtomicInteger(times));
        return this;
    }

    /// The bodies of the requests of this action that came by, in their order.
    public List<String> requests(String action) {
        synchronized (requests) {
            return requests.stream()
                    .filter(request -> request.startsWith(action + " "))
                    .map(request -> request.substring(action.length() + 1))
                    .toList();
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        var action = target == null ? "" : target.substring(target.lastIndexOf('.') + 1);
        var body = exchange.getRequestBody().readAllBytes();
        var text = new String(body, StandardCharsets.UTF_8);
        requests.add(action + " " + text);
        var instead = canned.getOrDefault(action, new ConcurrentLinkedDeque<>()).pollFirst();
        if (instead != null) {
            answer(exchange, instead.status(), instead.body());
            return;
        }
        var token = action.equals("StartBuild") ? token(text) : "";
        var known = token.isEmpty() ? null : started.get(token);
        var reply = known == null ? forward(exchange, body) : null;
        var said = reply == null ? known : reply.body();
        if (!token.isEmpty() && reply != null && reply.statusCode() == 200) {
            started.put(token, said);
        }
        if (isDue(lost, action)) {
            exchange.close();
            return;
        }
        answer(exchange, reply == null ? 200 : reply.statusCode(), String.valueOf(said));
    }

    private static boolean isDue(Map<String, AtomicInteger> counts, String action) {
        var left = counts.get(action);
        return left != null && left.getAndDecrement() > 0;
    }

    private static String token(String body) {
        return JsonMapper.shared().readTree(body).path("idempotencyToken").asString("");
    }

    private HttpResponse<String> forward(HttpExchange exchange, byte[] body) throws IOException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        System.getenv("AWS_ENDPOINT_URL")
                                                + exchange.getRequestURI()))
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (!DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                                values.forEach(value -> request.header(name, value));
                            }
                        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
