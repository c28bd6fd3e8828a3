/// What is dangerous in what was observed, why, and how it is done without danger.
@NullMarked
package dev.slipway.hazard;

import org.jspecify.annotations.NullMarked;
