package dev.slipway;

import dev.slipway.support.NeedsDocker;
import dev.slipway.support.TestServer;

/// Types, on PostgreSQL 17.
@NeedsDocker
class SeedTypesOn17Test extends SeedTypesTest {
    @Override
    TestServer server() {
        return TestServer.CONTAINER_17;
    }
}
