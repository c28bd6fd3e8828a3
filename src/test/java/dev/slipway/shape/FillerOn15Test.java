package dev.slipway.shape;

import dev.slipway.support.TestServer;

/// Filling on PostgreSQL 15.
class FillerOn15Test extends FillerTest {
    @Override
    TestServer server() {
        return TestServer.EMBEDDED_15;
    }
}
