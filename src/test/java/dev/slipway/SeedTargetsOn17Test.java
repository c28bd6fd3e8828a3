package dev.slipway;

import dev.slipway.support.NeedsDocker;
import dev.slipway.support.TestServer;

/// Tables as databases have them, on PostgreSQL 17.
@NeedsDocker
class SeedTargetsOn17Test extends SeedTargetsTest {
    @Override
    TestServer server() {
        return TestServer.CONTAINER_17;
    }
}
