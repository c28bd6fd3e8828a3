package dev.slipway.doctor;

import java.net.InetAddress;

/// Ranges of addresses, as `10.0.0.0/8`.
final class Ranges {
    private Ranges() {}

    /// Whether all of one range is in another.
    static boolean contains(String outer, String inner) {
        var outerBits = bits(outer);
        return outerBits <= bits(inner) && sameStart(address(outer), address(inner), outerBits);
    }

    /// Whether two addresses begin with the same bits. Those of different sorts never do.
    static boolean sameStart(byte[] one, byte[] other, int bits) {
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            var mask = 0x80 >> bit % 8;
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static int bits(String range) {
        return Integer.parseInt(range.substring(range.indexOf('/') + 1));
    }

    private static byte[] address(String range) {
        return InetAddress.ofLiteral(range.substring(0, range.indexOf('/'))).getAddress();
    }
}
