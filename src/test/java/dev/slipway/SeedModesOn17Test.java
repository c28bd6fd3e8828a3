package dev.slipway;

import dev.slipway.support.NeedsDocker;
import dev.slipway.support.TestServer;

/// Modes, on PostgreSQL 17.
@NeedsDocker
class SeedModesOn17Test extends SeedModesTest {
    @Override
    TestServer server() {
        return TestServer.CONTAINER_17;
    }
}
