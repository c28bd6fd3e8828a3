package dev.slipway.hazard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What can be found. A rule's word, once published, keeps its meaning: scripts allow it by that.
public enum Rule {
    REWRITE(Level.ERROR, "A table is rewritten while nobody may read or write it"),
    NOT_NULL_SCAN(Level.ERROR, "A table is searched for nulls while nobody may read or write it"),
    CHECK_SCAN(Level.ERROR, "A table's rows are checked while nobody may read or write it"),
    FOREIGN_KEY_SCAN(Level.ERROR, "A foreign key is checked while nobody may write either table"),
    ATTACH_SCAN(Level.ERROR, "A partition's rows are checked while nobody may use it"),
    DOMAIN_SCAN(Level.ERROR, "Every table with a domain is checked while nobody may write it"),
    INDEX_BUILD(Level.ERROR, "An index is built while nobody may write the table"),
    UNIQUE_BUILD(
            Level.ERROR, "A constraint's index is built while nobody may read or write the table"),
    EXCLUSION_BUILD(Level.ERROR, "An exclusion constraint is built while nobody may use the table"),
    REINDEX(Level.ERROR, "An index is rebuilt while nobody may write the table"),
    DROP_INDEX(Level.WARNING, "Dropping an index waits for every session, and all wait for it"),
    REFRESH_VIEW(Level.ERROR, "A materialized view is computed while nobody may read it"),
    TRUNCATE(Level.ERROR, "A table is emptied"),
    LOCK_TABLE(Level.WARNING, "A table is locked by hand"),
    PARTITION_CREATE(Level.WARNING, "A new partition locks the whole partitioned table"),
    PARTITION_DETACH(Level.WARNING, "Detaching a partition locks the whole partitioned table"),
    FOREIGN_KEY_DROP(
            Level.WARNING, "Dropping a foreign key locks two tables, and more work follows"),
    UNBATCHED_WRITE(Level.WARNING, "Rows without number are written in one transaction"),
    WORK_UNDER_LOCK(Level.ERROR, "Slow work follows while a table stays locked"),
    VALIDATE_UNDER_LOCK(
            Level.ERROR, "A constraint is validated under the lock of the statement that added it"),
    SEVERAL_TABLES(Level.WARNING, "Several tables are locked at once"),
    NO_LOCK_TIMEOUT(Level.WARNING, "A lock is waited for without limit, and all queue behind it"),
    DROP_TABLE(Level.ERROR, "A table that the running application may use is dropped"),
    DROP_COLUMN(Level.ERROR, "A column that the running application may use is dropped"),
    RENAME_TABLE(Level.ERROR, "A table that the running application may use gets another name"),
    RENAME_COLUMN(Level.ERROR, "A column that the running application may use gets another name"),
    RENAME_SCHEMA(Level.ERROR, "A schema that the running application may use gets another name"),
    MOVE_SCHEMA(Level.ERROR, "An object moves to another schema"),
    RETYPE_COLUMN(Level.WARNING, "A column's type becomes another one"),
    REQUIRED_COLUMN(Level.ERROR, "A new column is required and has no default"),
    DROP_DEFAULT(Level.WARNING, "A required column loses its default"),
    DROP_VIEW(Level.ERROR, "A view that the running application may use is dropped"),
    DROP_FUNCTION(Level.ERROR, "A function that the running application may use is dropped"),
    RENAME_FUNCTION(
            Level.ERROR, "A function that the running application may use gets another name"),
    DROP_TYPE(Level.ERROR, "A type that the running application may use is dropped"),
    RENAME_TYPE(Level.ERROR, "A type that the running application may use gets another name"),
    DROP_SEQUENCE(Level.ERROR, "A sequence that the running application may use is dropped"),
    RENAME_ENUM_VALUE(Level.ERROR, "A value that the running application may write is renamed"),
    DROP_CASCADE(Level.ERROR, "CASCADE drops more than the statement names"),
    DROP_UNIQUE(Level.WARNING, "A uniqueness that the running application may rely on is dropped"),
    DROP_PRIMARY_KEY(Level.ERROR, "A table loses its primary key"),
    IDENTITY_ALWAYS(Level.WARNING, "A column takes no values from the application any more"),
    REVOKE(Level.WARNING, "A role loses a right that it had"),
    ROW_SECURITY(Level.ERROR, "Row security without a policy hides every row"),
    DISABLED_TRIGGER(Level.WARNING, "A trigger stays switched off"),
    QUERY_BREAKS(Level.ERROR, "A query of the application no longer works"),
    UNUSED_ALLOW(Level.WARNING, "A comment allows what was not found");

    private final Level level;
    private final String title;

    Rule(Level level, String title) {
        this.level = level;
        this.title = title;
    }

    /// How bad it is where nothing is known of the table's size.
    public Level level() {
        return level;
    }

    /// What it means, in a few words without a full stop.
    public String title() {
        return title;
    }

    /// Whether its harm grows with the table: on a small one nobody notices it.
    public boolean growsWithRows() {
        return switch (this) {
            case REWRITE,
                    NOT_NULL_SCAN,
                    CHECK_SCAN,
                    FOREIGN_KEY_SCAN,
                    ATTACH_SCAN,
                    DOMAIN_SCAN,
                    INDEX_BUILD,
                    UNIQUE_BUILD,
                    EXCLUSION_BUILD,
                    REINDEX,
                    REFRESH_VIEW,
                    UNBATCHED_WRITE,
                    WORK_UNDER_LOCK,
                    VALIDATE_UNDER_LOCK ->
                    true;
            case DROP_INDEX,
                    TRUNCATE,
                    LOCK_TABLE,
                    PARTITION_CREATE,
                    PARTITION_DETACH,
                    FOREIGN_KEY_DROP,
                    SEVERAL_TABLES,
                    NO_LOCK_TIMEOUT,
                    DROP_TABLE,
                    DROP_COLUMN,
                    RENAME_TABLE,
                    RENAME_COLUMN,
                    RENAME_SCHEMA,
                    MOVE_SCHEMA,
                    RETYPE_COLUMN,
                    REQUIRED_COLUMN,
                    DROP_DEFAULT,
                    DROP_VIEW,
                    DROP_FUNCTION,
                    RENAME_FUNCTION,
                    DROP_TYPE,
                    RENAME_TYPE,
                    DROP_SEQUENCE,
                    RENAME_ENUM_VALUE,
                    DROP_CASCADE,
                    DROP_UNIQUE,
                    DROP_PRIMARY_KEY,
                    IDENTITY_ALWAYS,
                    REVOKE,
                    ROW_SECURITY,
                    DISABLED_TRIGGER,
                    QUERY_BREAKS,
                    UNUSED_ALLOW ->
                    false;
        };
    }

    /// What scripts and reports call it: `work-under-lock`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The rule that is called so.
    public static Optional<Rule> of(String word) {
        return Arrays.stream(values()).filter(rule -> rule.word().equals(word)).findFirst();
    }
}
