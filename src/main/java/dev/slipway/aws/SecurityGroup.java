package dev.slipway.aws;

import java.util.List;

/// A security group of EC2.
///
/// @param inbound what it lets in
/// @param outbound what it lets out
public record SecurityGroup(
        String id, String name, String vpc, List<Rule> inbound, List<Rule> outbound) {
    private static final String ANY = "-1";
    private static final String TCP = "tcp";

    public SecurityGroup {
        inbound = List.copyOf(inbound);
        outbound = List.copyOf(outbound);
    }

    /// One rule.
    ///
    /// @param protocol `tcp`, `udp`, a number, or `-1` for any
    /// @param fromPort the first port, or -1 for any
    /// @param toPort the last port, or -1 for any
    /// @param ranges address ranges that it is about
    /// @param groups security groups that it is about
    /// @param prefixLists lists of addresses that it is about
    public record Rule(
            String protocol,
            int fromPort,
            int toPort,
            List<String> ranges,
            List<String> groups,
            List<String> prefixLists) {
        public Rule {
            ranges = List.copyOf(ranges);
            groups = List.copyOf(groups);
            prefixLists = List.copyOf(prefixLists);
        }

        /// Whether it is about TCP at this port, whoever the other side is.
        public boolean covers(int port) {
            return protocol.equals(ANY)
                    || (protocol.equals(TCP)
                            && (fromPort < 0 || (fromPort <= port && port <= toPort)));
        }
    }
}
