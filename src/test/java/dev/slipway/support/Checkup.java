package dev.slipway.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/// What `slipway doctor` said.
public record Checkup(Execution execution) {
    public static Checkup of(Map<String, String> environment, String... args) {
        var words = new String[args.length + 1];
        words[0] = "doctor";
        System.arraycopy(args, 0, words, 1, args.length);
        return new Checkup(FrontDoor.run(environment, words));
    }

    /// The check's line of the table, from its mark on.
    public String line(String check) {
        var lines =
                execution
                        .stdout()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.matches("\\S+ +" + check + " .*"))
                        .toList();
        assertThat(lines).as("lines of %s in%n%s", check, execution.stdout()).hasSize(1);
        return lines.getFirst();
    }

    /// Demands that the check ended with that mark and said all of this in its line.
    public Checkup shows(String mark, String check, String... texts) {
        var line = line(check);
        assertThat(line).startsWith(mark + "  ");
        List.of(texts).forEach(text -> assertThat(line).contains(text));
        return this;
    }

    public Checkup passes(String... checks) {
        for (var check : checks) {
            shows("✓", check);
        }
        return this;
    }

    /// Demands that these were not made, for want of that one.
    public Checkup lacks(String need, String... checks) {
        for (var check : checks) {
            shows("–", check, "needs " + need);
        }
        return this;
    }

    /// Demands that stderr holds all of this, and is told for each failed check and warning.
    public Checkup tells(String... texts) {
        assertThat(execution.stderr()).contains(texts);
        return this;
    }

    public Checkup exits(int code) {
        assertThat(execution.exitCode()).as(execution.toString()).isEqualTo(code);
        return this;
    }

    /// Every check that failed.
    public List<String> failed() {
        return execution.stdout().lines().filter(line -> line.startsWith("  ✗")).toList();
    }
}
