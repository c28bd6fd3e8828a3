package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.RolesBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Roles where PostgreSQL asks whoever is in `rds_iam` for a token, as RDS does.
class RolesIamTest {
    @RegisterExtension final RolesBench bench = new RolesBench(TestServer.EMBEDDED_IAM);

    @Test
    void takesIamBackWhenTheMasterCouldNoLongerLogIn() {
        bench.asSuperuser("create role rds_iam");
        bench.asSuperuser("alter role {master} superuser");
        bench.asSuperuser("create role {migrator}");
        bench.asSuperuser("grant {migrator} to {master}");

        var result = bench.roles(bench.withIam(), "apply");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stderr())
                .contains(
                        bench.master()
                                + " could no longer log in; the roles are set up, but none is a member of rds_iam");
        bench.as(bench.master(), "select 1");
        assertThat(
                        bench.rows(
                                "select member::regrole::text from pg_auth_members where roleid = 'rds_iam'::regrole"))
                .isEmpty();
    }
}
