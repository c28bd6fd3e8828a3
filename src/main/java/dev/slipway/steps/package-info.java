/// Runs the statements of a migration: how long each may wait, who is in its way, and where to go
/// on after an interruption.
@NullMarked
package dev.slipway.steps;

import org.jspecify.annotations.NullMarked;
