package dev.slipway.data;

import org.snakeyaml.engine.v2.api.LoadSettings;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

import java.io.InputStream;

/// YAML as Slipway reads it: of any size, and without aliases, which the parser does not follow but
/// hands over as their names.
public final class Yaml {
    static final String NO_ALIASES =
            "aliases (*name) are not supported; write the value out where it is meant";

    /// To look ahead within a scalar the parser copies all that it holds for every buffer that it
    /// reads: with its own of 1024 characters some megabytes take minutes.
    private static final int BUFFER = 1 << 16;

    /// Even so the time grows with the square of the length.
    static final int LONGEST_ROW = Math.min(RowBudget.LONGEST_ROW, 1 << 24);

    private Yaml() {}

    /// A parser for a file that is read as a whole, such as a manifest.
    ///
    /// It throws a {@link StreamReadException} at an alias, as at any other fault of the syntax;
    /// {@link ObjectRowReader#message} has its words.
    public static JsonParser parser(InputStream input) {
        return new NoAliases(parser(input, StreamReadConstraints.defaults(), false));
    }

    /// A parser for rows, which leaves it to the reader to tell every key that is given twice.
    static JsonParser rowParser(InputStream input, StreamReadConstraints constraints) {
        return parser(input, constraints, true);
    }

    private static JsonParser parser(
            InputStream input, StreamReadConstraints constraints, boolean duplicateKeys) {
        return YAMLFactory.builder()
                // Its own default is 3 MB; this is as much as it can count.
                .loadSettings(
                        LoadSettings.builder()
                                .setBufferSize(BUFFER)
                                .setCodePointLimit(Integer.MAX_VALUE)
                                .setAllowDuplicateKeys(duplicateKeys)
                                .build())
                .streamReadConstraints(constraints)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .build()
                .createParser(ObjectReadContext.empty(), input);
    }

    /// Whether the parser stands at an alias, which it takes for a text.
    static boolean isAlias(JsonParser parser) {
        return parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
    }

    /// Whether a text is YAML's other word for null: `~` without quotes, which the parser does not
    /// know.
    static boolean isTilde(JsonParser parser) {
        return parser instanceof YAMLParser
                && parser.getString().equals("~")
                && parser.currentLocation().getColumnNr()
                                - parser.currentTokenLocation().getColumnNr()
                        == 1;
    }

    private static final class NoAliases extends JsonParserDelegate {
        NoAliases(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() {
            var token = super.nextToken();
            if (isAlias(delegate)) {
                throw new StreamReadException(this, NO_ALIASES, currentTokenLocation());
            }
            return token;
        }
    }
}
