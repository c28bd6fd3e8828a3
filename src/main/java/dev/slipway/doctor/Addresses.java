package dev.slipway.doctor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/// What an address tells of where it is.
final class Addresses {
    private Addresses() {}

    /// `10.0.3.17 (private)`.
    static String text(InetAddress address) {
        // An IPv6 address names its network card behind a %, which says nothing here.
        return address.getHostAddress().replaceFirst("%.*", "") + " (" + reach(address) + ")";
    }

    private static String reach(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return "this host itself";
        }
        return isPrivate(address) ? "private" : "public";
    }

    private static boolean isPrivate(InetAddress address) {
        var bytes = address.getAddress();
        return address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                // RFC 4193: fc00::/7.
                || (address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc)
                // RFC 6598: 100.64.0.0/10, which some clusters give to their pods.
                || (bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
    }

    /// This host's own networks, loopback left out.
    private static List<InterfaceAddress> own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Addresses::isUp)
                    .flatMap(network -> network.getInterfaceAddresses().stream())
                    .filter(own -> !own.getAddress().isLoopbackAddress())
                    .filter(own -> !own.getAddress().isLinkLocalAddress())
                    .toList();
        } catch (SocketException none) {
            return List.of();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException gone) {
            return false;
        }
    }

    /// Whether the address is in that network of this host.
    private static boolean contains(InterfaceAddress network, InetAddress address) {
        return Ranges.sameStart(
                network.getAddress().getAddress(),
                address.getAddress(),
                network.getNetworkPrefixLength());
    }

    /// Where this host is, seen from the server's address: `this host is 172.17.0.2 (private), in
    /// another network`.
    static String fromHere(InetAddress server) {
        if (server.isLoopbackAddress()) {
            return "in a container that is the container, not the machine";
        }
        var own =
                own().stream()
                        .filter(
                                network ->
                                        network.getAddress().getAddress().length
                                                == server.getAddress().length)
                        .toList();
        if (own.isEmpty()) {
            return "this host has no address of that sort";
        }
        var same = own.stream().filter(network -> contains(network, server)).findFirst();
        return same.map(
                        network ->
                                "this host is "
                                        + text(network.getAddress())
                                        + ", in the same network")
                .orElseGet(
                        () ->
                                "this host is "
                                        + String.join(
                                                ", ",
                                                own.stream()
                                                        .map(network -> text(network.getAddress()))
                                                        .limit(3)
                                                        .toList())
                                        + ", in another network");
    }
}
