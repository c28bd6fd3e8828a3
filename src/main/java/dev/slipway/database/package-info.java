/// Connections, the run's lock, who holds it, and what the server's errors mean.
@NullMarked
package dev.slipway.database;

import org.jspecify.annotations.NullMarked;
