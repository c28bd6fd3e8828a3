/// What can go wrong, in one shape: what failed, the state that is left, why, and what to do.
@NullMarked
package dev.slipway.failure;

import org.jspecify.annotations.NullMarked;
