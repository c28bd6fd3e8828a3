/// The environment and the flags as immutable records; every problem found at once.
@NullMarked
package dev.slipway.settings;

import org.jspecify.annotations.NullMarked;
