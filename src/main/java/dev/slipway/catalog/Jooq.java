package dev.slipway.catalog;

import org.jooq.DSLContext;
import org.jooq.Log;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.tools.JooqLogger;

import java.sql.Connection;

/// jOOQ as the seeds use it.
public final class Jooq {
    private Jooq() {}

    public static DSLContext on(Connection connection) {
        // It greets, and warns below the newest PostgreSQL; the container tests run on an older
        // one.
        JooqLogger.globalThreshold(Log.Level.ERROR);
        return DSL.using(connection, SQLDialect.POSTGRES);
    }
}
