/// Migrations: which there are, which are pending, and applying them. Flyway is known here and
/// nowhere else.
@NullMarked
package dev.slipway.migrate;

import org.jspecify.annotations.NullMarked;
