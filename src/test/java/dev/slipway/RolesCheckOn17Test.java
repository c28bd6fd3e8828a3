package dev.slipway;

import dev.slipway.support.NeedsDocker;
import dev.slipway.support.TestServer;

/// The check of roles on PostgreSQL 17.
@NeedsDocker
class RolesCheckOn17Test extends RolesCheckTest {
    @Override
    TestServer server() {
        return TestServer.CONTAINER_17;
    }
}
