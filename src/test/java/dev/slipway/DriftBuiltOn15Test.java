package dev.slipway;

import dev.slipway.support.TestServer;

import org.junit.jupiter.api.condition.EnabledIf;

/// Drift against a throwaway server that is older than the database's.
@EnabledIf("dev.slipway.support.TestServer#has15")
class DriftBuiltOn15Test extends DriftTest {
    @Override
    TestServer throwaway() {
        return TestServer.DEBIAN_15;
    }
}
