package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port that answers no packet, as behind a security group that does not admit one: a listener
/// that accepts nobody and whose queue is full.
public final class DeafPort implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 300;
    private static final int AT_MOST = 50;

    private final ServerSocket listener;
    private final List<Socket> queue = new ArrayList<>();

    public DeafPort() {
        try {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            fill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fill() throws IOException {
        for (int i = 0; i < AT_MOST; i++) {
            var socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port()),
                        PATIENCE_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("the queue does not fill");
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            for (var socket : queue) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
