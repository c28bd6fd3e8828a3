/// The worked example's seed in Java. Not part of Slipway: it is built into a jar of its own, as
/// users bring theirs.
@NullMarked
package dev.slipway.example;

import org.jspecify.annotations.NullMarked;
