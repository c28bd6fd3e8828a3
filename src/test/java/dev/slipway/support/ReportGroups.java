package dev.slipway.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// CodeBuild with report groups: the stand-in for AWS has none. Answers what is asked of them, and
/// passes everything else on to the stand-in.
public final class ReportGroups implements AutoCloseable {
    private static final String TARGET = "X-Amz-Target";
    private static final String JSON_TYPE = "application/x-amz-json-1.1";
    private static final JsonMapper JSON = new JsonMapper();

    private final URI standIn;
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final Map<String, ObjectNode> groups = new ConcurrentHashMap<>();

    /// @param standIn where the stand-in for AWS listens
    public ReportGroups(URI standIn) {
        this.standIn = standIn;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /// Where it listens: AWS_ENDPOINT_URL_CODEBUILD.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestBody().readAllBytes();
        var target = exchange.getRequestHeaders().getFirst(TARGET);
        var status = 200;
        byte[] body;
        switch (target.substring(target.indexOf('.') + 1)) {
            case "CreateReportGroup" -> body = bytes(created(object(request)));
            case "BatchGetReportGroups" -> body = bytes(found(object(request)));
            default -> {
                var response = passOn(exchange, request);
                status = response.statusCode();
                body = response.body();
            }
        }
        exchange.getResponseHeaders().set("Content-Type", JSON_TYPE);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode created(ObjectNode group) {
        var arn =
                "arn:aws:codebuild:us-east-1:123456789012:report-group/"
                        + group.get("name").stringValue();
        groups.put(arn, group.put("arn", arn).put("status", "ACTIVE").put("created", 0));
        return JSON.createObjectNode().set("reportGroup", group);
    }

    private ObjectNode found(ObjectNode question) {
        var answer = JSON.createObjectNode();
        var list = answer.putArray("reportGroups");
        question.get("reportGroupArns")
                .forEach(
                        arn -> {
                            var group = groups.get(arn.stringValue());
                            if (group != null) {
                                list.add(group);
                            }
                        });
        return answer;
    }

    private HttpResponse<byte[]> passOn(HttpExchange exchange, byte[] request) throws IOException {
        var passedOn = HttpRequest.newBuilder(standIn);
        for (var name : new String[] {TARGET, "Content-Type", "Authorization", "X-Amz-Date"}) {
            passedOn.header(name, exchange.getRequestHeaders().getFirst(name));
        }
        try {
            return client.send(
                    passedOn.POST(HttpRequest.BodyPublishers.ofByteArray(request)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static ObjectNode object(byte[] text) {
        return (ObjectNode) JSON.readTree(text);
    }

    private static byte[] bytes(ObjectNode answer) {
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
