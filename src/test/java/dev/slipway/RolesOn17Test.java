package dev.slipway;

import dev.slipway.support.NeedsDocker;
import dev.slipway.support.TestServer;

/// Roles on PostgreSQL 17.
@NeedsDocker
class RolesOn17Test extends RolesTest {
    @Override
    TestServer server() {
        return TestServer.CONTAINER_17;
    }
}
