/// Databases that are made to try something in, and dropped again.
@NullMarked
package dev.slipway.scratch;

import org.jspecify.annotations.NullMarked;
