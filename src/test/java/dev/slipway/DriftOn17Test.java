package dev.slipway;

import dev.slipway.support.NeedsDocker;
import dev.slipway.support.TestServer;

/// Drift of a database on PostgreSQL 17, against a newer server.
@NeedsDocker
class DriftOn17Test extends DriftTest {
    @Override
    TestServer server() {
        return TestServer.CONTAINER_17;
    }
}
