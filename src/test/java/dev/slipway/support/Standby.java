package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// A reader that follows the server of Debian's PostgreSQL 15, as a replica follows its writer.
public final class Standby implements AutoCloseable {
    private final String data;
    private final int port;

    private Standby(String data, int port) {
        this.data = data;
        this.port = port;
    }

    /// Copies the server as it is now, and starts the copy.
    public static Standby start() {
        try {
            var port = freePort();
            var directory = Files.createTempDirectory("slipway-standby-");
            Shell.output("chmod", "777", directory.toString());
            var data = directory.resolve("data").toString();
            var writer = Integer.toString(TestServer.DEBIAN_15.running().port());
            TestServer.asServer(
                    "pg_basebackup",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    writer,
                    "-U",
                    "postgres",
                    "-D",
                    data,
                    "-R",
                    "-c",
                    "fast");
            var hba = Files.writeString(directory.resolve("hba"), "host all all all trust");
            TestServer.asServer(
                    "pg_ctl",
                    "-D",
                    data,
                    "-w",
                    "-l",
                    directory.resolve("log").toString(),
                    "-o",
                    options(port, directory, hba),
                    "start");
            return new Standby(data, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String options(int port, Path directory, Path hba) {
        return "-p %d -k %s -c listen_addresses=127.0.0.1 -c max_prepared_transactions=5 -c hba_file=%s"
                .formatted(port, directory, hba);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        TestServer.asServer("pg_ctl", "-D", data, "-m", "immediate", "stop");
    }
}
