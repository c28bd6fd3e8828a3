import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// The raw numbers of one measurement, as `bench/seeds` wrote them down.
///
/// @param machine what they were measured on
/// @param rows how many rows the tables and the whole files had
record SeedResults(String machine, long rows, List<Row> measured) {
    static final Map<String, String> SHAPES =
            ordered(
                    "plain", "primary key only",
                    "keys", "two foreign keys, ids in the file",
                    "natural", "natural keys looked up");
    static final Map<String, String> PHASES =
            ordered("first", "first load", "unchanged", "unchanged", "one", "1 % changed", "all", "all changed");
    static final Map<String, String> CONTENDERS =
            ordered(
                    "slipway", "Slipway, -Xmx64m",
                    "copy", "psql \\copy",
                    "merge", "psql, stage and MERGE",
                    "jooq", "jOOQ Loader",
                    "liquibase", "Liquibase",
                    "django", "Django loaddata");

    /// One process.
    ///
    /// @param rows of the file that it loaded: all, or the first part
    record Row(String shape, String phase, String contender, int run, long rows, double seconds, double peakMb) {
        double rate() {
            return rows / seconds;
        }
    }

    /// One contender in one situation, medians over the runs.
    ///
    /// @param ratio the rate over the reference's in the same run, empty where that was not measured
    record Figure(double rate, double seconds, double peakMb, Optional<Double> ratio, boolean part, long rows) {}

    static SeedResults read(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        var measured =
                lines.stream()
                        .skip(2)
                        .map(line -> line.split("\t"))
                        .map(
                                cell ->
                                        new Row(
                                                cell[0],
                                                cell[1],
                                                cell[2],
                                                Integer.parseInt(cell[3]),
                                                Long.parseLong(cell[4]),
                                                Double.parseDouble(cell[5]),
                                                Double.parseDouble(cell[6])))
                        .toList();
        var rows = measured.stream().mapToLong(Row::rows).max().orElseThrow();
        return new SeedResults(lines.getFirst().substring(2), rows, measured);
    }

    Optional<Figure> figure(String shape, String phase, String contender) {
        var mine = of(shape, phase, contender);
        if (mine.isEmpty()) {
            return Optional.empty();
        }
        var reference = of(shape, phase, reference(phase));
        var ratios =
                mine.stream()
                        .flatMap(
                                row ->
                                        reference.stream()
                                                .filter(other -> other.run() == row.run())
                                                .map(other -> row.rate() / other.rate()))
                        .toList();
        return Optional.of(
                new Figure(
                        median(mine, Row::rate),
                        median(mine, Row::seconds),
                        median(mine, Row::peakMb),
                        ratios.isEmpty() ? Optional.empty() : Optional.of(median(ratios, ratio -> ratio)),
                        mine.getFirst().rows() < rows,
                        mine.getFirst().rows()));
    }

    /// Whom the others are compared with: `\copy` cannot load a table again.
    static String reference(String phase) {
        return phase.equals("first") ? "copy" : "merge";
    }

    private List<Row> of(String shape, String phase, String contender) {
        return measured.stream()
                .filter(
                        row ->
                                row.shape().equals(shape)
                                        && row.phase().equals(phase)
                                        && row.contender().equals(contender))
                .toList();
    }

    private static <T> double median(List<T> values, ToDoubleFunction<T> of) {
        var sorted = values.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static Map<String, String> ordered(String... namesAndTitles) {
        var order = new HashMap<String, Integer>();
        for (int i = 0; i < namesAndTitles.length; i += 2) {
            order.put(namesAndTitles[i], i);
        }
        var map = new TreeMap<String, String>(Comparator.comparing(order::get));
        order.forEach((name, i) -> map.put(name, namesAndTitles[i + 1]));
        return map;
    }
}
