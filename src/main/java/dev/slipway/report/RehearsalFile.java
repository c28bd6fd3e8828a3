package dev.slipway.report;

import dev.slipway.rehearse.RehearsalRecord;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The file in which a rehearsal is kept for later plans. docs/json.md describes it.
public final class RehearsalFile {
    private static final int FORMAT = 1;

    private RehearsalFile() {}

    /// Writes it over what is there; folders are made if need be.
    ///
    /// @param redact takes the secrets out of a text
    public static void write(Path file, RehearsalRecord rehearsal, UnaryOperator<String> redact)
            throws IOException {
        var mapper = JsonMapper.shared();
        var document = mapper.createObjectNode();
        document.put("format", FORMAT);
        document.put("rehearsedAt", rehearsal.at().toString());
        document.put("serverVersion", rehearsal.serverVersion());
        document.put("start", redact.apply(rehearsal.start()));
        var scripts = document.putArray("scripts");
        for (var script : rehearsal.scripts()) {
            scripts.addObject()
                    .put("script", script.script())
                    .put("sha256", script.sha256())
                    .put("failed", script.failed())
                    .put("errors", script.errors())
                    .put("warnings", script.warnings())
                    .put("notes", script.notes())
                    .put("allowed", script.allowed())
                    .put("worst", script.worst() == null ? null : redact.apply(script.worst()));
        }
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(
                file,
                mapper.writer()
                                .with(SerializationFeature.INDENT_OUTPUT)
                                .writeValueAsString(document)
                        + "\n");
    }

    /// Reads it; empty when there is none.
    ///
    /// @throws IOException when it cannot be read, or is no such file
    public static Optional<RehearsalRecord> read(Path file) throws IOException {
        try {
            return Optional.of(record(JsonMapper.shared().readTree(Files.readString(file))));
        } catch (NoSuchFileException notThere) {
            return Optional.empty();
        } catch (JacksonException | DateTimeException notOurs) {
            throw new IOException("it is no file that slipway rehearse has written", notOurs);
        }
    }

    private static RehearsalRecord record(JsonNode document) throws IOException {
        if (document.path("format").asInt(0) != FORMAT) {
            throw new IOException("it is of another format than this version of Slipway writes");
        }
        var scripts = new ArrayList<RehearsalRecord.Script>();
        for (var script : document.required("scripts")) {
            var worst = script.required("worst");
            scripts.add(
                    new RehearsalRecord.Script(
                            script.required("script").stringValue(),
                            script.required("sha256").stringValue(),
                            script.required("failed").booleanValue(),
                            script.required("errors").longValue(),
                            script.required("warnings").longValue(),
                            script.required("notes").longValue(),
                            script.required("allowed").longValue(),
                            worst.isNull() ? null : worst.stringValue()));
        }
        return new RehearsalRecord(
                Instant.parse(document.required("rehearsedAt").stringValue()),
                document.required("serverVersion").stringValue(),
                document.required("start").stringValue(),
                scripts);
    }
}
