import dev.slipway.embedded.EmbeddedServer;
import dev.slipway.progress.Progress;
import dev.slipway.shape.FillRequest;
import dev.slipway.shape.Filler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Arguments: rows, runs, a folder for the file that \copy reads.
final class FillBench {
    private static final String TABLE =
            """
            create table orders (
                id bigint primary key, customer_id bigint not null, status text not null, total numeric(10, 2) not null,
                email text not null, created_at timestamptz not null, note text not null, paid boolean not null);
            create index on orders (created_at);
            """;

    private interface Work {
        void run() throws Exception;
    }

    public static void main(String... args) throws Exception {
        var rows = Long.parseLong(args[0]);
        var runs = Integer.parseInt(args[1]);
        var file = Path.of(args[2], "orders.csv");
        var start = System.nanoTime();
        try (var server = EmbeddedServer.start(0)) {
            var url = server.url("postgres");
            try (var connection =
                            DriverManager.getConnection(
                                    "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=" + EmbeddedServer.USER);
                    var statement = connection.createStatement()) {
                statement.execute("select 1");
                System.out.printf("embedded server, first query   %8d ms%n", (System.nanoTime() - start) / 1_000_000);
                statement.execute(TABLE);
                measure("slipway, INSERT … SELECT", runs, connection, "truncate orders", () -> fill(connection, rows));
                psql(url, "\\copy orders to '" + file + "' csv");
                measure(
                        "psql, \\copy of the same rows",
                        runs,
                        connection,
                        "truncate orders",
                        () -> psql(url, "\\copy orders from '" + file + "' csv"));
                var scale = Math.max(rows / 100_000, 1);
                measure(
                        "pgbench -i -I dtgp, 4 columns",
                        runs,
                        connection,
                        "select 1",
                        () -> command("pgbench", "-i", "-q", "-I", "dtgp", "-s", Long.toString(scale), url));
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void fill(Connection connection, long rows) throws Exception {
        var filled = new Filler(connection, FillRequest.each(rows), Progress.SILENT).fill(Set.of());
        if (filled.getFirst().rows() != rows) {
            throw new IllegalStateException(filled.toString());
        }
    }

    private static void psql(String url, String sql) throws Exception {
        command("psql", "-qX", "-v", "ON_ERROR_STOP=1", url, "-c", sql);
    }

    private static void command(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + ": " + output);
        }
    }

    private static void measure(String name, int runs, Connection connection, String before, Work work)
            throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            try (var statement = connection.createStatement()) {
                statement.execute(before);
                statement.execute("checkpoint");
            }
            var start = System.nanoTime();
            work.run();
            times.add((System.nanoTime() - start) / 1_000_000);
        }
        times.sort(null);
        System.out.printf(
                "%-30s %8d ms   (%d to %d, %d runs)%n",
                name, times.get(runs / 2), times.getFirst(), times.getLast(), runs);
    }
}
