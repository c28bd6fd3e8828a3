package dev.slipway.rehearse;

import dev.slipway.support.NeedsDocker;
import dev.slipway.support.TestServer;

/// A part of the catalogue, on PostgreSQL 17.
@NeedsDocker
class HazardOn17Test extends HazardTest {
    @Override
    TestServer server() {
        return TestServer.CONTAINER_17;
    }

    @Override
    int major() {
        return 17;
    }

    @Override
    int every() {
        return 5;
    }
}
