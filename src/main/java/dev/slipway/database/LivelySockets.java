package dev.slipway.database;

import jdk.net.ExtendedSocketOptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;

import javax.net.SocketFactory;

/// Sockets that notice when the other side is gone without a word: after half a minute of silence
/// they ask, and after three questions without an answer, ten seconds apart, reading fails. The
/// system's own defaults would have a run wait for two hours. The questions also keep a connection
/// alive through a NAT gateway, which forgets a silent one after 350 s.
///
/// The driver makes them, by the name of this class.
public final class LivelySockets extends SocketFactory {
    private static final Map<SocketOption<Integer>, Integer> PROBES =
            Map.of(
                    ExtendedSocketOptions.TCP_KEEPIDLE, 30,
                    ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
                    ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    @Override
    public Socket createSocket() throws IOException {
        var socket = new Socket();
        var supported = socket.supportedOptions();
        for (var probe : PROBES.entrySet()) {
            if (supported.contains(probe.getKey())) {
                socket.setOption(probe.getKey(), probe.getValue());
            }
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw connected();
    }

    private static UnsupportedOperationException connected() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }
}
