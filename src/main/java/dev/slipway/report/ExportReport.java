package dev.slipway.report;

import dev.slipway.export.ExportResult;
import dev.slipway.failure.Count;

import java.util.ArrayList;
import java.util.List;

/// What an export wrote, for people.
public final class ExportReport {
    private ExportReport() {}

    /// The files, and the manifest that they need; its lines are ready to paste.
    public static List<String> text(ExportResult result) {
        var lines = new ArrayList<String>();
        lines.add(
                "Exported "
                        + Count.of(result.tables().size(), "table")
                        + " to "
                        + result.directory()
                        + ":");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("table", "file", " rows", " bytes"));
        result.tables()
                .forEach(
                        table ->
                                rows.add(
                                        List.of(
                                                table.table(),
                                                table.file(),
                                                Count.of(table.rows()),
                                                Count.of(table.bytes()))));
        lines.addAll(Format.table(rows));
        var manifest = result.manifest();
        if (manifest != null) {
            var entries = manifest.lines().toList();
            lines.add("");
            lines.add(
                    result.manifestWritten()
                            ? "seeds.yaml was written:"
                            : "seeds.yaml is there already and was left alone. Its seeds must have:");
            lines.add("");
            lines.addAll(result.manifestWritten() ? entries : entries.subList(1, entries.size()));
            lines.add("");
        }
        return lines;
    }
}
