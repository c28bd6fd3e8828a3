package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// The same on PostgreSQL 15, which does not tell a prepared statement's result types.
@EnabledIf("dev.slipway.support.TestServer#has15")
class RehearseQueriesOn15Test extends RehearseQueriesTest {
    @Override
    TestServer server() {
        return TestServer.DEBIAN_15;
    }

    @Override
    boolean tellsResultTypes() {
        return false;
    }
}
