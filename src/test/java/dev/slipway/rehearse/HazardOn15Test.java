package dev.slipway.rehearse;

import dev.slipway.support.TestServer;

/// A part of the catalogue, on PostgreSQL 15.
class HazardOn15Test extends HazardTest {
    @Override
    TestServer server() {
        return TestServer.EMBEDDED_15;
    }

    @Override
    int major() {
        return 15;
    }

    @Override
    int every() {
        return 5;
    }
}
