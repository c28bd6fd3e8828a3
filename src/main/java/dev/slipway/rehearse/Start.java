package dev.slipway.rehearse;

import dev.slipway.database.Database;

import java.nio.file.Path;
import java.util.List;

/// Which migrations count as applied.
public sealed interface Start {
    /// In words, behind "from": `version 12`.
    String words();

    /// None.
    record Nothing() implements Start {
        @Override
        public String words() {
            return "an empty database";
        }
    }

    /// Versioned ones up to this one; repeatable ones are pending.
    record Version(String version) implements Start {
        @Override
        public String words() {
            return "version " + version;
        }
    }

    /// Those that another commit has, as it has them.
    ///
    /// @param reference as it was given
    /// @param locations copies of that commit's folders
    record Commit(String reference, List<Path> locations) implements Start {
        public Commit {
            locations = List.copyOf(locations);
        }

        @Override
        public String words() {
            return reference;
        }
    }

    /// Those of which a database's history says so. It is only read.
    record History(Database database) implements Start {
        @Override
        public String words() {
            return "the history of " + database.settings();
        }
    }
}
