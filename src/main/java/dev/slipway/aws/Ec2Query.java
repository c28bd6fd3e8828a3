package dev.slipway.aws;

import dev.slipway.failure.FailureException;

import org.w3c.dom.Document;
import org.xml.sax.SAXException;

import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/// Questions to EC2, which answers in XML. AWS's own library for it has 26 MB, for two questions.
final class Ec2Query {
    private static final String VERSION = "2016-11-15";

    private Ec2Query() {}

    /// Asks one question of the environment's region.
    ///
    /// @param action `DescribeSubnets`
    /// @throws FailureException when EC2 cannot be reached (exit 4) or refuses (exit 5)
    static Document ask(String action, Map<String, String> parameters) {
        var call =
                new AwsCall(
                        "EC2 cannot be asked for the network", "EC2", "ec2", "ec2:" + action, "*");
        return call.ask(() -> answer(action, parameters));
    }

    private static Document answer(String action, Map<String, String> parameters) {
        var form = new TreeMap<>(parameters);
        form.put("Action", action);
        form.put("Version", VERSION);
        var body =
                form.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"))
                        .getBytes(StandardCharsets.UTF_8);
        var region = new DefaultAwsRegionProviderChain().getRegion();
        var request =
                SdkHttpFullRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(endpoint(region))
                        .putHeader(
                                "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .build();
        var content = ContentStreamProvider.fromByteArray(body);
        try (var credentials = DefaultCredentialsProvider.builder().build();
                var http = AwsClients.http().build()) {
            var signed =
                    AwsV4HttpSigner.create()
                            .sign(
                                    sign ->
                                            sign.identity(credentials.resolveCredentials())
                                                    .request(request)
                                                    .payload(content)
                                                    .putProperty(
                                                            AwsV4HttpSigner.SERVICE_SIGNING_NAME,
                                                            "ec2")
                                                    .putProperty(
                                                            AwsV4HttpSigner.REGION_NAME,
                                                            region.id()));
            var response =
                    http.prepareRequest(
                                    HttpExecuteRequest.builder()
                                            .request(signed.request())
                                            .contentStreamProvider(content)
                                            .build())
                            .call();
            var answer =
                    response.responseBody()
                            .orElse(
                                    AbortableInputStream.create(
                                            new ByteArrayInputStream(new byte[0])));
            try (answer) {
                var document = xml(answer.readAllBytes());
                if (!response.httpResponse().isSuccessful()) {
                    throw refusal(document, response.httpResponse().statusCode());
                }
                return document;
            }
        } catch (IOException e) {
            throw SdkClientException.create(String.valueOf(e.getMessage()), e);
        }
    }

    /// As AWS's library has it: the one of the environment, or the region's.
    private static URI endpoint(Region region) {
        return Optional.ofNullable(System.getProperty("aws.endpointUrl"))
                .or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_EC2")))
                .or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")))
                .map(URI::create)
                .orElseGet(
                        () ->
                                URI.create(
                                        "https://ec2."
                                                + region.id()
                                                + "."
                                                + region.metadata().partition().dnsSuffix()
                                                + "/"));
    }

    private static Document xml(byte[] text) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            // It would print what it cannot read.
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(text));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("the answer is no XML", e);
        }
    }

    private static AwsServiceException refusal(Document document, int status) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(
                        AwsErrorDetails.builder()
                                .serviceName("EC2")
                                .errorCode(text(document, "Code"))
                                .errorMessage(text(document, "Message"))
                                .build())
                .build();
    }

    private static String text(Document document, String element) {
        var found = document.getElementsByTagName(element);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
