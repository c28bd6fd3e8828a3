/// The application's queries: read out of files, and tried on a database without running them.
@NullMarked
package dev.slipway.queries;

import org.jspecify.annotations.NullMarked;
