package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the host's name resolves to.
final class ResolutionCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.RESOLUTION;
    }

    @Override
    public Finding run(Facts facts) {
        var host = facts.settings().connection().host();
        try {
            var addresses = List.of(InetAddress.getAllByName(host));
            facts.found(addresses);
            var text = String.join(", ", addresses.stream().map(Addresses::text).toList());
            return Finding.passed(
                    name(),
                    addresses.getFirst().getHostAddress().equals(host)
                            ? text + ", no name to resolve"
                            : host + " is " + text);
        } catch (UnknownHostException e) {
            return Finding.failed(
                    name(),
                    "no address is known for " + host + ", asked " + resolvers(),
                    Failure.of(
                            Kind.UNREACHABLE,
                            "the host name " + host + " does not resolve; nothing was done",
                            resolvers() + " knows no such host",
                            "check the spelling; a private name resolves only inside its VPC, so run there, and let the VPC have DNS resolution and DNS host names"));
        }
    }

    /// Who was asked.
    private static String resolvers() {
        try {
            var servers =
                    Files.readAllLines(Path.of("/etc/resolv.conf")).stream()
                            .map(line -> line.strip().split("\\s+"))
                            .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                            .map(words -> words[1])
                            .toList();
            return servers.isEmpty()
                    ? "this system's resolver"
                    : "the resolver " + String.join(", ", servers);
        } catch (IOException elsewhere) {
            return "this system's resolver";
        }
    }
}
