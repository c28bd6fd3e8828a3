package dev.slipway.rehearse;

import dev.slipway.support.TestServer;

/// A part of the catalogue, on PostgreSQL 16.
class HazardOn16Test extends HazardTest {
    @Override
    TestServer server() {
        return TestServer.EMBEDDED_16;
    }

    @Override
    int major() {
        return 16;
    }

    @Override
    int every() {
        return 5;
    }
}
