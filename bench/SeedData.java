import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Writes the files that `bench/seeds` loads: the same rows each time, about 117 bytes each.
public final class SeedData {
    private static final String[] FIRST = {
        "Ada", "Bruno", "Chiara", "Dmitri", "Eva", "Farid", "Grace", "Håkon", "Ines", "Jörg", "Keiko", "Liam", "Maya"
    };
    private static final String[] LAST = {
        "Abara", "Becker", "Castro", "Dubois", "Eriksen", "Ferrari", "Okafor", "O'Neill", "Nowak", "Sato", "Varga"
    };
    private static final String[] WORDS = {
        "prefers", "mail", "calls", "after", "noon", "moved", "twice", "no", "reply", "since", "spring", "asked"
    };

    private SeedData() {}

    /// Writes one file.
    ///
    /// @param args `plain`, `keys` (with the ids of two countries) or `natural` (with their codes); `csv`
    ///     or `jsonl` (a fixture of Django's); how many rows; every how many-th row is changed, 0 for none; the file
    public static void main(String[] args) throws IOException {
        var shape = args[0];
        var json = args[1].equals("jsonl");
        var rows = Long.parseLong(args[2]);
        var changed = Long.parseLong(args[3]);
        try (var out = Files.newBufferedWriter(Path.of(args[4]))) {
            if (!json) {
                out.write("id,email,name,");
                out.write(
                        switch (shape) {
                            case "plain" -> "country";
                            case "keys" -> "country_id,birthplace_id";
                            default -> "country,birthplace";
                        });
                out.write(",score,active,created,note\n");
            }
            for (long id = 1; id <= rows; id++) {
                row(out, shape, json, id, changed > 0 && id % changed == 0);
            }
        }
    }

    private static void row(BufferedWriter out, String shape, boolean json, long id, boolean changed)
            throws IOException {
        // Each row of its own seed number: a part of a file is the same as the start of the whole.
        var random = new SplittableRandom(id);
        var first = FIRST[random.nextInt(FIRST.length)];
        var last = LAST[random.nextInt(LAST.length)];
        var email = "user" + id + "@" + last.toLowerCase().replace("'", "") + ".example";
        var name = first + " " + last;
        var country = random.nextInt(250);
        var birthplace = random.nextInt(250);
        // What is changed is told from what is not by this column alone: bench/seeds counts on it.
        var score = (random.nextInt(100_000) + (changed ? 1_000_000 : 0)) / 1000.0;
        var active = random.nextBoolean();
        var created =
                "20" + two(10 + random.nextInt(16)) + "-" + two(1 + random.nextInt(12)) + "-" + two(1 + random.nextInt(28))
                        + " " + two(random.nextInt(24)) + ":" + two(random.nextInt(60)) + ":" + two(random.nextInt(60))
                        + "+00";
        var note = new StringBuilder();
        for (int word = 0; word < 6; word++) {
            note.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        switch (random.nextInt(10)) {
            case 0 -> note.append(", \"").append(first).append('"');
            case 1 -> note.append(", ").append(last);
            case 2 -> note.setLength(0);
            default -> {}
        }
        if (json) {
            out.write("{\"model\":\"bench." + (shape.equals("plain") ? "person" : "member") + "\",\"pk\":" + id);
            out.write(",\"fields\":{\"email\":\"" + email + "\",\"name\":\"" + name + "\",");
            out.write(
                    shape.equals("plain")
                            ? "\"country\":\"" + code(country) + "\""
                            : "\"country\":" + (country + 1) + ",\"birthplace\":" + (birthplace + 1));
            out.write(",\"score\":" + score + ",\"active\":" + active + ",\"created\":\"" + created + "\",\"note\":");
            out.write(note.isEmpty() ? "null" : "\"" + note.toString().replace("\"", "\\\"") + "\"");
            out.write("}}\n");
            return;
        }
        out.write(id + "," + email + "," + name + ",");
        out.write(
                switch (shape) {
                    case "plain" -> code(country);
                    case "keys" -> (country + 1) + "," + (birthplace + 1);
                    default -> code(country) + "," + code(birthplace);
                });
        out.write("," + score + "," + active + "," + created + ",");
        out.write(note.indexOf(",") >= 0 ? "\"" + note.toString().replace("\"", "\"\"") + "\"" : note.toString());
        out.write("\n");
    }

    /// The code that bench/seeds gives the country of id `index + 1`.
    private static String code(int index) {
        return "" + (char) ('A' + index / 26) + (char) ('A' + index % 26);
    }

    private static String two(int number) {
        return (number < 10 ? "0" : "") + number;
    }
}
