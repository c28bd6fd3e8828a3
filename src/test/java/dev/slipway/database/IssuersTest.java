package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The certificates of Amazon RDS that are shipped. The test warns a year before it fails.
class IssuersTest {
    private static final int NOTICE_DAYS = 365;

    @Test
    void shipsCertificatesThatHaveNotExpired() {
        var now = Instant.now();
        var soon = now.plus(NOTICE_DAYS, ChronoUnit.DAYS);
        var issuers = Issuers.rds();

        assertThat(issuers)
                .hasSizeGreaterThan(80)
                .allSatisfy(
                        issuer -> {
                            issuer.verify(issuer.getPublicKey());
                            assertThat(issuer.getBasicConstraints()).isNotNegative();
                            assertThat(issuer.getSubjectX500Principal().getName())
                                    .contains("Amazon RDS");
                            assertThat(issuer.getNotAfter().toInstant()).isAfter(now);
                        });
        issuers.stream()
                .filter(issuer -> issuer.getNotAfter().toInstant().isBefore(soon))
                .forEach(
                        issuer ->
                                System.out.println(
                                        "warning: bring rds-ca.pem up to date (rds-ca.md says how): "
                                                + issuer.getSubjectX500Principal()
                                                + " expires on "
                                                + issuer.getNotAfter().toInstant()));
    }
}
