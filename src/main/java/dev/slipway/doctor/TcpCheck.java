package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.settings.ConnectionSettings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether packets reach the server: each address of its name is tried once.
final class TcpCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.TCP;
    }

    /// What an attempt ended with.
    ///
    /// @param error null when somebody answered
    private record Attempt(InetAddress address, @Nullable IOException error) {
        boolean isTimeout() {
            return error instanceof SocketTimeoutException;
        }

        String text() {
            return Addresses.text(address)
                    + (error == null
                            ? " accepts connections"
                            : isTimeout() ? " does not answer" : " refuses: " + error.getMessage());
        }
    }

    @Override
    public Finding run(Facts facts) {
        var server = facts.settings().connection();
        // A name with many addresses shares the time between them.
        var patience = facts.attempt().dividedBy(facts.addresses().size());
        var attempts = new ArrayList<Attempt>();
        for (var address : facts.addresses()) {
            attempts.add(attempt(address, server.port(), patience));
        }
        var first = attempts.getFirst();
        var answers = attempts.stream().anyMatch(attempt -> attempt.error() == null);
        if (first.error() == null) {
            return Finding.passed(
                    name(),
                    server.server()
                            + " accepts connections"
                            + (first.address().isLoopbackAddress()
                                    ? ""
                                    : "; " + Addresses.fromHere(first.address())));
        }
        return answers
                ? Finding.warning(name(), first.text(), notTheFirst(server, attempts))
                : Finding.failed(
                        name(),
                        first.text() + "; " + Addresses.fromHere(first.address()),
                        first.isTimeout()
                                ? silence(server, attempts, facts.attempt())
                                : refusal(server, attempts));
    }

    private static Attempt attempt(InetAddress address, int port, Duration patience) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address, port), (int) Math.max(500, patience.toMillis()));
            return new Attempt(address, null);
        } catch (IOException e) {
            return new Attempt(address, e);
        }
    }

    private static Failure silence(
            ConnectionSettings server, List<Attempt> attempts, Duration patience) {
        var address = attempts.getFirst().address();
        return new Failure(
                Kind.UNREACHABLE,
                server.server()
                        + " did not answer within "
                        + patience.toSeconds()
                        + " s: connection timed out; nothing was done",
                List.of(),
                problems(attempts),
                List.of(
                        "packets to "
                                + Addresses.text(address)
                                + " are dropped on the way; "
                                + Addresses.fromHere(address)),
                List.of(
                        "the database's security group: does it admit port "
                                + server.port()
                                + " from the security group of this job?",
                        "the subnets of this job: are they in the database's VPC, or is there a route (peering, transit gateway) to "
                                + address.getHostAddress()
                                + " and back?",
                        "the network ACLs of both subnets: do they let port "
                                + server.port()
                                + " in and ports 1024 to 65535 back out?"),
                null);
    }

    private static Failure refusal(ConnectionSettings server, List<Attempt> attempts) {
        return new Failure(
                Kind.UNREACHABLE,
                "nothing is listening at " + server.server() + "; nothing was done",
                List.of(),
                problems(attempts),
                List.of(
                        attempts.getFirst().text()
                                + "; "
                                + Addresses.fromHere(attempts.getFirst().address())),
                List.of(
                        "check that the server is up and that "
                                + server.port()
                                + " is the port it listens on; in a container, localhost is the container itself"),
                null);
    }

    private static Failure notTheFirst(ConnectionSettings server, List<Attempt> attempts) {
        return Failure.of(
                Kind.UNREACHABLE,
                "not every address of "
                        + server.host()
                        + " answers, and the first one is tried first",
                problems(attempts),
                "let the name have only addresses that answer from here");
    }

    private static List<Problem> problems(List<Attempt> attempts) {
        return attempts.size() == 1
                ? List.of()
                : attempts.stream().map(attempt -> Problem.of(attempt.text())).toList();
    }
}
