package dev.slipway.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;

import dev.slipway.failure.FailureException;
import dev.slipway.support.Folder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The schema that editors check a manifest by, beside the reader.
class SeedSchemaTest {
    private static final JsonNode SCHEMA =
            JsonMapper.builder().build().readTree(SeedManifest.schema());

    @TempDir private Path directory;

    private static List<Error> bySchema(String manifest) {
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(SCHEMA);
        return schema.validate(YAMLMapper.builder().build().readTree(manifest));
    }

    private List<String> byReader(String manifest) {
        new Folder(directory)
                .with("a.csv", "id\n1\n")
                .with("parts/b.tsv", "id\n1\n")
                .with("s.sql", "select 1")
                .with("seeds.yaml", manifest);
        try {
            SeedFolder.read(directory, "staging");
            return List.of();
        } catch (FailureException refused) {
            return refused.failure().problems().stream().map(Object::toString).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "seeds:",
                "placeholders:",
                "seeds: {a: }",
                "placeholders: {domain: example.com, n: 5, yes: true, a.b-c_d: ''}",
                "seeds: {a: {table: shop.countries, key: iso2}}",
                "seeds: {a: {schema: shop, table: a.b.c, key: [a, b]}}",
                "seeds: {x: {file: a.csv}}",
                "seeds: {x: {files: [a.csv, 'parts/*.tsv', 's3://bucket/key.csv.zst']}}",
                "seeds: {x: {files: a.csv}}",
                "seeds: {a: {format: csv}}",
                "seeds: {a: {format: {delimiter: ';', quote: \"'\", 'null': '\\N'}}}",
                "seeds: {a: {format: {type: tsv, quote: '', encoding: ISO-8859-1, header: [a, b]}}}",
                "seeds: {a: {mode: insert, min-rows: 1_000}}",
                "seeds: {a: {mode: sync, environments: [staging], max-delete: 5%}}",
                "seeds: {a: {mode: replace, environments: staging, max-delete: 100}}",
                "seeds: {a: {max-delete: '100'}}",
                "seeds: {a: {columns: {x: pop, y: {value: 1.10}, z: {value: null}, t: {value: ''}}}}",
                "seeds: {a: {columns: {x: {sql: now(), on: insert}, y: {from: h, on: insert}}}}",
                "seeds: {a: {ignore: [comment], placeholders: true, after: [b], environments: x}}",
                "seeds: {a: {references: {c_id: {from: c, to: c.iso2}, d_id: {from: d, to: s.d.x}}}}",
                "seeds: {a: {references: {c_id: {from: c, to: {schema: a.b, table: c.d, column: e.f}}}}}",
                "seeds: {g: {generate: 1_000_000, seed: 42, locale: pt-BR, columns: {id: {row: 1}}}}",
                "seeds: {g: {generate: 1000000, columns: {h: {fake: '#{Name.name}', nulls: 20%}}}}",
                "seeds: {g: {generate: 5, columns: {a: {between: [0, 1_000.50]}, b: {value: x}}}}",
                "seeds: {g: {generate: 5, columns: {a: {between: [-1e2, 5], decimals: 2}}}}",
                "seeds: {g: {generate: 5, columns: {a: {moment: [1950-01-01, 2008-12-31]}}}}",
                "seeds: {g: {generate: 5, columns: {a: {moment: ['2024-01-01 10:00', '2024-01-01T10:00:00.5-02:00']}}}}",
                "seeds: {g: {generate: 5, columns: {a: {moment: [2024-01-01T10:00:00Z, 2024-01-01]}}}}",
                "seeds: {g: {generate: 5, columns: {a: {one-of: [a, 1, true]}, b: {one-of: {a: 3, b: 0.5}}}}}",
                "seeds: {g: {generate: 5, columns: {a: {pick: c.id}, b: {pick: {table: c, column: id}}}}}",
                "seeds: {s: {environments: [staging], after: [a], placeholders: false}}"
            })
    void acceptsWhatTheReaderAccepts(String manifest) {
        assertThat(byReader(manifest)).isEmpty();
        assertThat(bySchema(manifest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a]",
                "sedes: {}",
                "seeds: [a]",
                "seeds: {a: hello}",
                "placeholders: {'a b': c}",
                "placeholders: {a: }",
                "placeholders: {a: [b]}",
                "seeds: {a: {tabel: x}}",
                "seeds: {a: {table: ''}}",
                "seeds: {a: {table: 3}}",
                "seeds: {a: {table: a.b.c}}",
                "seeds: {a: {table: .b}}",
                "seeds: {a: {file: [a.csv]}}",
                "seeds: {a: {files: []}}",
                "seeds: {a: {files: [a.csv, a.csv]}}",
                "seeds: {a: {file: a.csv, files: [a.csv]}}",
                "seeds: {g: {generate: 5, file: a.csv, columns: {a: {row: 1}}}}",
                "seeds: {a: {format: xml}}",
                "seeds: {a: {format: {delimiter: ';;'}}}",
                "seeds: {a: {format: {delimiter: '§'}}}",
                "seeds: {a: {format: {quote: 5}}}",
                "seeds: {a: {format: {'null': null}}}",
                "seeds: {a: {format: {header: []}}}",
                "seeds: {a: {format: {separator: x}}}",
                "seeds: {a: {key: [a, a]}}",
                "seeds: {a: {key: []}}",
                "seeds: {a: {key: }}",
                "seeds: {a: {mode: merge}}",
                "seeds: {a: {mode: sync}}",
                "seeds: {a: {mode: sync, max-delete: 5}}",
                "seeds: {a: {mode: replace, environments: [staging]}}",
                "seeds: {a: {mode: replace, environments: [staging], max-delete: 5, key: id}}",
                "seeds: {a: {max-delete: 101%}}",
                "seeds: {a: {max-delete: -1}}",
                "seeds: {a: {max-delete: many}}",
                "seeds: {a: {max-delete: [5]}}",
                "seeds: {a: {min-rows: 1.5}}",
                "seeds: {a: {columns: [a]}}",
                "seeds: {a: {columns: {x: 3}}}",
                "seeds: {a: {columns: {x: {}}}}",
                "seeds: {a: {columns: {x: {from: a, sql: b}}}}",
                "seeds: {a: {columns: {x: {value: [a]}}}}",
                "seeds: {a: {columns: {x: {sql: ''}}}}",
                "seeds: {a: {columns: {x: {sql: now(), on: update}}}}",
                "seeds: {a: {columns: {x: {on: insert}}}}",
                "seeds: {a: {ignore: 5}}",
                "seeds: {a: {placeholders: maybe}}",
                "seeds: {a: {environments: []}}",
                "seeds: {a: {after: {b: c}}}",
                "seeds: {a: {references: [a]}}",
                "seeds: {a: {references: {x: y}}}",
                "seeds: {a: {references: {x: {from: a}}}}",
                "seeds: {a: {references: {x: {from: a, to: nodot}}}}",
                "seeds: {a: {references: {x: {from: a, to: a.b.c.d}}}}",
                "seeds: {a: {references: {x: {from: a, to: {table: b}}}}}",
                "seeds: {a: {references: {x: {form: a, to: b.c}}}}",
                "seeds: {g: {generate: 0, columns: {a: {row: 1}}}}",
                "seeds: {g: {generate: many, columns: {a: {row: 1}}}}",
                "seeds: {g: {generate: 5, seed: -1, columns: {a: {row: 1}}}}",
                "seeds: {g: {generate: 5, locale: English, columns: {a: {row: 1}}}}",
                "seeds: {g: {generate: 5, columns: {a: {row: one}}}}",
                "seeds: {g: {generate: 5, columns: {a: {row: 1, on: insert}}}}",
                "seeds: {g: {generate: 5, columns: {a: {row: 1, nulls: 0.2}}}}",
                "seeds: {g: {generate: 5, columns: {a: {row: 1, decimals: 2}}}}",
                "seeds: {g: {generate: 5, columns: {a: {value: 1, nulls: 20%}}}}",
                "seeds: {g: {generate: 5, columns: {a: {between: [0]}}}}",
                "seeds: {g: {generate: 5, columns: {a: {between: [a, b]}}}}",
                "seeds: {g: {generate: 5, columns: {a: {between: [0, 1], decimals: 31}}}}",
                "seeds: {g: {generate: 5, columns: {a: {moment: [yesterday, today]}}}}",
                "seeds: {g: {generate: 5, columns: {a: {one-of: []}}}}",
                "seeds: {g: {generate: 5, columns: {a: {one-of: {}}}}}",
                "seeds: {g: {generate: 5, columns: {a: {one-of: [null]}}}}",
                "seeds: {g: {generate: 5, columns: {a: {one-of: {a: 0}}}}}",
                "seeds: {g: {generate: 5, columns: {a: {one-of: {a: x}}}}}",
                "seeds: {g: {generate: 5, columns: {a: {pick: id}}}}",
                "seeds: {g: {generate: 5, columns: {a: {fake: 5}}}}"
            })
    void refusesWhatTheReaderRefuses(String manifest) {
        assertThat(byReader(manifest)).isNotEmpty();
        assertThat(bySchema(manifest)).isNotEmpty();
    }

    @Test
    void isASchemaItself() {
        var meta =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                        .getSchema(SchemaLocation.of(DialectId.DRAFT_7));

        assertThat(SCHEMA.get("$schema").stringValue()).startsWith(DialectId.DRAFT_7);
        assertThat(meta.validate(SCHEMA)).isEmpty();
    }

    @Test
    void knowsTheKeysThatTheReaderKnows() {
        var columns = new HashSet<>(ColumnReader.VALUES);
        columns.addAll(ColumnReader.GENERATORS);
        columns.addAll(ColumnReader.OPTIONS);

        assertThat(keys("")).isEqualTo(SeedManifest.KEYS);
        assertThat(keys("/definitions/seed")).isEqualTo(EntryReader.KEYS);
        assertThat(keys("/definitions/reference")).isEqualTo(EntryReader.REFERENCE_KEYS);
        assertThat(keys("/definitions/target/anyOf/1")).isEqualTo(EntryReader.TARGET_KEYS);
        assertThat(keys("/definitions/format/anyOf/1")).isEqualTo(FormatReader.KEYS);
        assertThat(keys("/definitions/columnMap")).isEqualTo(columns);
        assertThat(words("/definitions/formatName")).isEqualTo(FormatReader.TYPES.keySet());
        assertThat(words("/definitions/seed/properties/mode"))
                .isEqualTo(EntryReader.MODES.keySet());
    }

    private static Set<String> words(String pointer) {
        var words = new TreeSet<String>();
        SCHEMA.at(pointer).get("enum").forEach(word -> words.add(word.stringValue()));
        return words;
    }

    private static Set<String> keys(String pointer) {
        var properties = SCHEMA.at(pointer).get("properties");
        properties
                .properties()
                .forEach(
                        property ->
                                assertThat(property.getValue().path("description").asString())
                                        .as("the description of " + property.getKey())
                                        .isNotBlank());
        return new TreeSet<>(properties.propertyNames());
    }
}
