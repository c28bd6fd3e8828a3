package dev.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import dev.slipway.failure.ExitCode;
import dev.slipway.failure.Failure;
import dev.slipway.failure.FailureException;
import dev.slipway.support.NeedsAws;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Objects in the stand-in for S3, and what is said when one cannot be read.
@NeedsAws
class S3ObjectTest {
    private static final String ENDPOINT = "aws.endpointUrl";

    private final String bucket = "seeds-" + UUID.randomUUID();
    private final FileProblems problems = new FileProblems("file");
    private final SeedRows rows = new SeedRows();
    private final S3Client s3 =
            S3Client.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .forcePathStyle(true)
                    .build();

    @BeforeEach
    void createBucket() {
        s3.createBucket(request -> request.bucket(bucket));
    }

    @AfterEach
    void close() {
        System.clearProperty(ENDPOINT);
        s3.close();
    }

    private void put(String key, byte[] content) {
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    private void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    private DataFile object(String key) {
        return DataFile.inS3("s3://" + bucket + "/" + key, DataFormat.of(Format.CSV));
    }

    private static Failure failure(ThrowingCallable call) {
        var failures = new Failure[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FailureException.class, thrown -> failures[0] = thrown.failure());
        return failures[0];
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryPacking(Packing packing) throws Exception {
        var key = "a folder/städte+1.csv" + packing.ending();
        var content = DataFileTest.packed(packing, "a,b\n" + "1,ü\n".repeat(100_000));
        put(key, content);
        var file = object(key);
        var read = new long[1];
        var reader = RowReader.of(file, bytes -> read[0] = bytes);
        var digested = file.fingerprint();

        assertThat(file.size()).isEqualTo(content.length);
        assertThat(reader.columns(problems)).containsExactly("a", "b");
        assertThat(reader.read(rows, problems)).isEqualTo(digested);
        assertThat(problems.list()).isEmpty();
        assertThat(rows.rows()).hasSize(100_000).last().isEqualTo("100001|1|ü");
        assertThat(read[0]).isEqualTo(content.length);
        assertThat(reader.locate(50, "b").line()).isEqualTo(50);
    }

    @Test
    void digestsTheVersionAndNotTheBytes() throws Exception {
        put("rows.csv", "a\n1\n");
        var first = object("rows.csv").fingerprint();

        assertThat(object("rows.csv").fingerprint()).isEqualTo(first);
        put("rows.csv", "a\n2\n");
        assertThat(object("rows.csv").fingerprint()).isNotEqualTo(first);
    }

    @Test
    void refusesAnObjectThatChangedSinceItsDigest() throws Exception {
        put("rows.csv", "a\n1\n");
        var file = object("rows.csv");
        assertThat(file.size()).isEqualTo(4);
        put("rows.csv", "a\n2\n");

        var failure = failure(() -> RowReader.of(file, _ -> {}).read(rows, problems));

        assertThat(failure.kind().exitCode()).isEqualTo(ExitCode.SEED);
        assertThat(failure.what())
                .isEqualTo(file.name() + " changed while it was read; nothing of it was loaded");
        assertThat(rows.rows()).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchObject() {
        var failure = failure(() -> object("none.csv").size());

        assertThat(failure.kind().exitCode()).isEqualTo(ExitCode.SEED);
        assertThat(failure.what()).contains("s3://" + bucket + "/none.csv");
        assertThat(failure.why()).singleElement().asString().contains("no such object");
    }

    @Test
    void saysThatThereIsNoSuchBucket() {
        var file = DataFile.inS3("s3://none-" + bucket + "/a.csv", DataFormat.of(Format.CSV));

        var failure = failure(file::size);

        assertThat(failure.kind().exitCode()).isEqualTo(ExitCode.SEED);
        assertThat(failure.why()).singleElement().asString().contains("no bucket none-" + bucket);
    }

    @Test
    void saysWhatToAllowWhereS3Refuses() throws IOException {
        try (var _ = new Answering(403)) {
            var failure = failure(() -> object("rows.csv").size());

            assertThat(failure.kind().exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(failure.fix())
                    .singleElement()
                    .asString()
                    .contains("s3:GetObject on arn:aws:s3:::" + bucket + "/rows.csv");
        }
    }

    @ParameterizedTest
    @CsvSource({"500, it answers 500", "503, it answers 503"})
    void saysThatS3IsAtFault(int status, String words) throws IOException {
        try (var _ = new Answering(status)) {
            assertThatThrownBy(() -> object("rows.csv").size())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("s3://" + bucket + "/rows.csv")
                    .hasMessageContaining(words)
                    .hasMessageNotContaining("software.amazon");
        }
    }

    @Test
    void saysThatS3CannotBeReached() throws IOException {
        int port;
        try (var server = new Answering(500)) {
            port = server.port();
        }
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + port);

        assertThatThrownBy(() -> object("rows.csv").size())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "S3 cannot be reached for s3://"
                                + bucket
                                + "/rows.csv: Connection refused");
    }

    /// In place of S3, a server that gives every request the same answer.
    private static final class Answering implements AutoCloseable {
        private final HttpServer server;

        Answering(int status) throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        exchange.sendResponseHeaders(status, -1);
                        exchange.close();
                    });
            server.start();
            System.setProperty(ENDPOINT, "http://127.0.0.1:" + port());
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            System.clearProperty(ENDPOINT);
            server.stop(0);
        }
    }
}
