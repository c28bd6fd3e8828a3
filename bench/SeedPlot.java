import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Draws measurements as an SVG: rows per second, a bar each contender, on a logarithmic axis, and peak memory below.
public final class SeedPlot {
    private static final int BAR = 17;
    private static final int GROUP_GAP = 16;
    private static final int PANEL_GAP = 62;
    private static final int LEFT = 52;
    private static final int HEIGHT = 170;

    // Of middling lightness: they stand out on white and on black.
    private static final Map<String, String> COLORS =
            Map.of(
                    "slipway", "#2f81f7",
                    "copy", "#8b949e",
                    "merge", "#3fa45b",
                    "jooq", "#d29922",
                    "liquibase", "#e5534b",
                    "django", "#a371f7");

    private final StringBuilder svg = new StringBuilder();

    private SeedPlot() {}

    /// @param args the SVG to write, then the files of numbers
    public static void main(String[] args) throws IOException {
        var measurements = new ArrayList<SeedResults>();
        for (var file : Arrays.asList(args).subList(1, args.length)) {
            measurements.add(SeedResults.read(Path.of(file)));
        }
        measurements.sort(Comparator.comparingLong(SeedResults::rows));
        Files.writeString(Path.of(args[0]), new SeedPlot().draw(measurements));
    }

    private record Bar(String contender, double value, boolean part) {}

    private record Group(String title, List<Bar> bars) {
        int width() {
            // A title under a single bar or two needs the room.
            return Math.max(bars.size() * BAR, 60);
        }
    }

    private record Panel(String title, List<Group> groups) {
        int width() {
            return groups.stream().mapToInt(group -> group.width() + GROUP_GAP).sum();
        }
    }

    private String draw(List<SeedResults> measurements) {
        var y = 66;
        var width = 700;
        for (var results : measurements) {
            var panels = panels(results);
            text(LEFT, y - 18, "strong", "start", "%,d rows: rows per second".formatted(results.rows()));
            width = Math.max(width, row(panels, y + 14, 100, 1_000_000));
            y += HEIGHT + 92;
        }
        text(LEFT, y - 18, "strong", "start", "Peak memory of the process, MB");
        width = Math.max(width, row(List.of(memory(measurements)), y + 14, 1, 10_000));
        y += HEIGHT + 60;
        text(
                LEFT,
                y,
                "small",
                "start",
                "Logarithmic axes. Pale bars: measured on the first part of the rows. " + measurements.getLast().machine());
        legend();
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" \
                font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif">
                <title>slipway seed beside psql, jOOQ's Loader, Liquibase and Django</title>
                <style>
                text { fill: #6e7781; font-size: 11px } .strong { font-size: 13px; font-weight: 600 }
                .small, .value { font-size: 9px } line { stroke: #8b949e; stroke-opacity: .35 }
                @media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } }
                </style>
                %s</svg>
                """
                .formatted(width, y + 14, width, y + 14, svg);
    }

    private static List<Panel> panels(SeedResults results) {
        var panels = new ArrayList<Panel>();
        SeedResults.SHAPES.forEach(
                (shape, title) -> {
                    var groups = new ArrayList<Group>();
                    SeedResults.PHASES.forEach(
                            (phase, phaseTitle) -> {
                                var bars = new ArrayList<Bar>();
                                for (var contender : SeedResults.CONTENDERS.keySet()) {
                                    results.figure(shape, phase, contender)
                                            .ifPresent(
                                                    figure ->
                                                            bars.add(new Bar(contender, figure.rate(), figure.part())));
                                }
                                if (!bars.isEmpty()) {
                                    groups.add(new Group(phaseTitle, bars));
                                }
                            });
                    if (!groups.isEmpty()) {
                        panels.add(new Panel(title, groups));
                    }
                });
        return panels;
    }

    private static Panel memory(List<SeedResults> measurements) {
        var groups = new ArrayList<Group>();
        for (var results : measurements) {
            var bars = new ArrayList<Bar>();
            for (var contender : SeedResults.CONTENDERS.keySet()) {
                var rows = results.measured().stream().filter(row -> row.contender().equals(contender)).toList();
                rows.stream()
                        .mapToDouble(SeedResults.Row::peakMb)
                        .max()
                        .ifPresent(
                                peak ->
                                        bars.add(
                                                new Bar(
                                                        contender,
                                                        peak,
                                                        rows.stream().allMatch(row -> row.rows() < results.rows()))));
            }
            groups.add(new Group("%,d rows".formatted(results.rows()), bars));
        }
        return new Panel("the most over all loads", groups);
    }

    /// Draws panels side by side and answers where the last one ends.
    private int row(List<Panel> panels, int top, double least, double most) {
        var x = LEFT;
        for (var panel : panels) {
            text(x, top - 12, "", "start", panel.title());
            for (double tick = least; tick <= most; tick *= 10) {
                var y = y(tick, top, least, most);
                svg.append(
                        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>%n"
                                .formatted(x, y, x + panel.width(), y));
                text(x - 6, y + 3, "small", "end", brief(tick));
            }
            var at = x + GROUP_GAP / 2;
            for (var group : panel.groups()) {
                var from = at + (group.width() - group.bars().size() * BAR) / 2;
                for (var bar : group.bars()) {
                    var y = y(Math.max(bar.value(), least), top, least, most);
                    svg.append(
                            "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"%s/>%n"
                                    .formatted(
                                            from + 1,
                                            y,
                                            BAR - 2,
                                            top + HEIGHT - y,
                                            COLORS.get(bar.contender()),
                                            bar.part() ? " fill-opacity=\".45\"" : ""));
                    svg.append(
                            "<text class=\"value\" transform=\"translate(%d %.1f) rotate(-90)\">%s</text>%n"
                                    .formatted(from + BAR / 2 + 4, y - 3, brief(bar.value())));
                    from += BAR;
                }
                text(at + group.width() / 2, top + HEIGHT + 15, "", "middle", group.title());
                at += group.width() + GROUP_GAP;
            }
            x += panel.width() + PANEL_GAP;
        }
        return x - PANEL_GAP + 40;
    }

    private void legend() {
        var x = LEFT;
        for (var contender : SeedResults.CONTENDERS.entrySet()) {
            svg.append(
                    "<rect x=\"%d\" y=\"12\" width=\"11\" height=\"11\" fill=\"%s\"/>%n"
                            .formatted(x, COLORS.get(contender.getKey())));
            text(x + 16, 22, "", "start", contender.getValue());
            x += 36 + contender.getValue().length() * 6;
        }
    }

    private static double y(double value, int top, double least, double most) {
        return top + HEIGHT * (1 - Math.log(value / least) / Math.log(most / least));
    }

    private static String brief(double value) {
        var scaled = value >= 1_000_000 ? value / 1_000_000 : value >= 1_000 ? value / 1_000 : value;
        var unit = value >= 1_000_000 ? "M" : value >= 1_000 ? "k" : "";
        return String.format(Locale.ROOT, scaled < 9.95 && scaled % 1 != 0 ? "%.1f%s" : "%.0f%s", scaled, unit);
    }

    private void text(double x, double y, String style, String anchor, String content) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.0f\" y=\"%.1f\"%s text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        style.isEmpty() ? "" : " class=\"" + style + "\"",
                        anchor,
                        content.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
