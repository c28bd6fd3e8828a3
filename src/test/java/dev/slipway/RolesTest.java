package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.FrontDoor;
import dev.slipway.support.RolesBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RolesTest {
    @RegisterExtension final RolesBench bench = new RolesBench(server());

    TestServer server() {
        return TestServer.EMBEDDED;
    }

    @Test
    void smoke() {
        System.out.println(bench.roles("apply", "--plan"));
        System.out.println(bench.roles("apply"));
        System.out.println(bench.roles("apply"));
        System.out.println(bench.roles("check"));
        System.out.println(FrontDoor.run(bench.environment(), "roles", "check", "--output", "json"));
    }
}
