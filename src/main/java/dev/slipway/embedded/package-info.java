/// A PostgreSQL that needs no installation and lives as long as the process: for `slipway local`
/// and the tests.
@NullMarked
package dev.slipway.embedded;

import org.jspecify.annotations.NullMarked;
