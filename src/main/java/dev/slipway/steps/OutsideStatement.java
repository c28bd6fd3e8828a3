package dev.slipway.steps;

import dev.slipway.sql.SqlStatement;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A statement of a script that runs outside a transaction, and what is to be known of it to take
/// up the script after an interruption.
public interface OutsideStatement {
    /// What became of a statement that was begun and never noted as done.
    enum Remains {
        /// It is done.
        DONE,
        /// It is not, or in part, and may be run as if for the first time, after {@link #clean}.
        RUN_AGAIN,
        /// Nobody can tell; a person must look.
        UNKNOWN
    }

    /// What is there before it runs, for {@link #remains} and {@link #clean} to compare with; null
    /// when they need nothing.
    default @Nullable String before(Connection connection) throws SQLException {
        return null;
    }

    /// What became of it when it was begun and never noted as done.
    default Remains remains(Connection connection, @Nullable String before) throws SQLException {
        return Remains.RUN_AGAIN;
    }

    /// SQL that takes away what an unfinished run left behind, a statement an entry, none of which
    /// can run in a transaction.
    default List<String> clean(Connection connection, @Nullable String before) throws SQLException {
        return List.of();
    }

    /// Whether it can share a transaction with its entry in the journal.
    default boolean canRunInside() {
        return false;
    }

    /// Whether it only sets up the session, and so runs again whenever the script is taken up.
    default boolean isForSession() {
        return false;
    }

    static OutsideStatement of(SqlStatement statement) {
        var code = statement.code();
        var build = IndexBuild.of(code);
        if (build != null) {
            return build;
        }
        if (code.matches("(SET|RESET|SHOW)\\b.*")) {
            return new ForSession();
        }
        if (code.matches("(BEGIN|START TRANSACTION)\\b.*")) {
            return new TransactionStart();
        }
        if (code.matches("(COMMIT|END|ROLLBACK|ABORT)\\b(?! TO\\b| PREPARED\\b).*")) {
            return new TransactionEnd(code.matches("(COMMIT|END)\\b.*"));
        }
        if (!statement.outsideTransaction()) {
            // A procedure or a block may commit by itself, which a transaction around it forbids.
            return code.matches("(CALL|DO)\\b.*") ? new Opaque() : new Inside();
        }
        var detach = PartitionDetach.of(code);
        if (detach != null) {
            return detach;
        }
        var existence = Existence.of(code);
        if (existence != null) {
            return existence;
        }
        return code.matches("REINDEX\\b.*") ? new Reindex() : new Repeatable();
    }

    /// `VACUUM`, `CLUSTER`, `ALTER SYSTEM` and the like: to run them again does no harm.
    record Repeatable() implements OutsideStatement {}

    /// Runs inside a transaction, with its entry in the journal.
    record Inside() implements OutsideStatement {
        @Override
        public boolean canRunInside() {
            return true;
        }
    }

    /// Lasts as long as the session: noted as done, and run again all the same.
    record ForSession() implements OutsideStatement {
        @Override
        public boolean canRunInside() {
            return true;
        }

        @Override
        public boolean isForSession() {
            return true;
        }
    }

    /// `BEGIN`: what follows is done with its {@link TransactionEnd}.
    record TransactionStart() implements OutsideStatement {}

    /// `COMMIT` or `ROLLBACK`.
    record TransactionEnd(boolean commits) implements OutsideStatement {}

    /// Commits what it likes, when it likes.
    record Opaque() implements OutsideStatement {
        @Override
        public Remains remains(Connection connection, @Nullable String before) {
            return Remains.UNKNOWN;
        }
    }
}
