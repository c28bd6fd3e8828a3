package dev.slipway;

import dev.slipway.support.TestServer;

/// The check of roles on PostgreSQL 16.
class RolesCheckOn16Test extends RolesCheckTest {
    @Override
    TestServer server() {
        return TestServer.EMBEDDED_16;
    }
}
