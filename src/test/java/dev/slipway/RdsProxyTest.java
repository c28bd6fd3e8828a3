package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.FrontDoor;
import dev.slipway.support.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// RDS Proxy exists in AWS only. What it says to a start-up message with options is known, and said
/// here in its place.
class RdsProxyTest {
    private static final String WORDS =
            "Feature not supported: RDS Proxy currently doesn’t support command-line options.";

    @TempDir private Path directory;

    @Test
    void recognizesRdsProxy() throws IOException {
        try (var project = new Project(directory);
                var proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(proxy));
            project.migrations().with("V1__fruits.sql", "create table fruits (name text);");

            var result =
                    FrontDoor.run(
                            project.environment(
                                    "DATABASE_URL",
                                    "postgresql://app:secret@127.0.0.1:"
                                            + proxy.getLocalPort()
                                            + "/app"),
                            "migrate");

            assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
            assertThat(result.stderr())
                    .contains(
                            "127.0.0.1:"
                                    + proxy.getLocalPort()
                                    + " is an RDS Proxy; nothing was done",
                            "connect to the instance's or cluster's own endpoint");
        }
    }

    private static void refuse(ServerSocket proxy) {
        try (var client = proxy.accept()) {
            var in = new DataInputStream(client.getInputStream());
            var out = new DataOutputStream(client.getOutputStream());
            // The driver asks for TLS first.
            in.skipNBytes(in.readInt() - 4);
            out.write('N');
            in.skipNBytes(in.readInt() - 4);
            var fields = new ByteArrayOutputStream();
            for (var field : new String[] {"SFATAL", "C0A000", "M" + WORDS}) {
                fields.writeBytes(field.getBytes(StandardCharsets.UTF_8));
                fields.write(0);
            }
            fields.write(0);
            out.write('E');
            out.writeInt(fields.size() + 4);
            fields.writeTo(out);
        } catch (IOException gone) {
            // The test says what is missing.
        }
    }
}
