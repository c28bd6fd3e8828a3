package dev.slipway.settings;

import java.net.Inet6Address;
import java.net.InetAddress;

/// From where a host can be reached, as its name alone tells: nothing is looked up.
public enum HostScope {
    /// This machine.
    LOOPBACK,
    /// A private address, or a name without a dot such as that of a compose service.
    PRIVATE,
    /// A name with a dot, or an address that the whole Internet could know.
    PUBLIC;

    /// The scope of a host.
    ///
    /// @param host host name or address literal, IPv6 without brackets
    public static HostScope of(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return LOOPBACK;
        }
        if (!isAddress(host)) {
            return host.indexOf('.') < 0 ? PRIVATE : PUBLIC;
        }
        try {
            // Which interface leads to an address says nothing of the address.
            var zone = host.indexOf('%');
            return of(InetAddress.ofLiteral(zone < 0 ? host : host.substring(0, zone)));
        } catch (IllegalArgumentException noAddress) {
            return PUBLIC;
        }
    }

    /// In an IPv6 literal stands a colon; the last part of a host name is never a number.
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || (host.indexOf('.') > 0 && Character.isDigit(host.charAt(host.length() - 1)));
    }

    private static HostScope of(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        // Site-local is 10/8, 172.16/12 and 192.168/16; of IPv6, fc00::/7 is what took its place.
        var isPrivate =
                address.isSiteLocalAddress()
                        || address.isLinkLocalAddress()
                        || (address instanceof Inet6Address
                                && (address.getAddress()[0] & 0xfe) == 0xfc);
        return isPrivate ? PRIVATE : PUBLIC;
    }
}
