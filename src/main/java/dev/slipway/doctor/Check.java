package dev.slipway.doctor;

import java.sql.SQLException;

/// One thing that is looked at. It changes nothing, and asks no more than it needs.
interface Check {
    CheckName name();

    /// Looks.
    ///
    /// @throws dev.slipway.failure.FailureException when that failure is what it found
    /// @throws SQLException when the server does not tell what was asked
    Finding run(Facts facts) throws SQLException;
}
