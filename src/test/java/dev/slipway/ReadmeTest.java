package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.SettingName;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

class ReadmeTest {
    @Test
    void listsEverySettingAndNoOther() throws IOException {
        var readme = Files.readString(Path.of("README.md"));

        var listed =
                Pattern.compile("(?m)^\\| `([A-Z][A-Z_]+)` \\|")
                        .matcher(readme)
                        .results()
                        .map(match -> match.group(1))
                        .toList();

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(SettingName.values()).map(Enum::name).toList());
    }
}
