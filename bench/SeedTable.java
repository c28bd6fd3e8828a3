import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/// Prints the numbers of one measurement as Markdown.
public final class SeedTable {
    private SeedTable() {}

    /// @param args the file of numbers
    public static void main(String[] args) throws IOException {
        var results = SeedResults.read(Path.of(args[0]));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var runs = results.measured().stream().mapToInt(SeedResults.Row::run).max().orElseThrow();
        out.printf(
                Locale.ROOT,
                "%,d rows; %s; %s.%n",
                results.rows(),
                runs == 1 ? "one run" : "medians of " + runs + " runs",
                results.machine());
        var partial = false;
        for (var shape : SeedResults.SHAPES.keySet()) {
            if (results.measured().stream().noneMatch(row -> row.shape().equals(shape))) {
                continue;
            }
            out.printf("%n**%s**%n%n", capital(SeedResults.SHAPES.get(shape)));
            out.println("| | | rows/s | seconds | peak MB | ratio |");
            out.println("| --- | --- | ---: | ---: | ---: | ---: |");
            for (var phase : SeedResults.PHASES.keySet()) {
                var reference = SeedResults.reference(phase);
                for (var contender : SeedResults.CONTENDERS.keySet()) {
                    var found = results.figure(shape, phase, contender);
                    if (found.isEmpty()) {
                        continue;
                    }
                    var figure = found.get();
                    partial |= figure.part();
                    out.printf(
                            Locale.ROOT,
                            "| %s | %s%s | %,.0f | %s | %.0f | %s |%n",
                            SeedResults.PHASES.get(phase),
                            SeedResults.CONTENDERS.get(contender),
                            figure.part() ? ", first %,d rows".formatted(figure.rows()) : "",
                            figure.rate(),
                            seconds(results, figure),
                            figure.peakMb(),
                            contender.equals(reference)
                                    ? "1"
                                    : figure.ratio().map(SeedTable::ratio).orElse(""));
                }
            }
        }
        if (partial) {
            out.println("\nSeconds in parentheses are for all rows at the rate of the part that was loaded.");
        }
    }

    private static String seconds(SeedResults results, SeedResults.Figure figure) {
        return figure.part()
                ? String.format(Locale.ROOT, "(%.0f)", results.rows() / figure.rate())
                : String.format(Locale.ROOT, "%.1f", figure.seconds());
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : "%.2f", ratio);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
