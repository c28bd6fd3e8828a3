/// Starts a run on a target in AWS, follows it to its end, and says how it ended.
@NullMarked
package dev.slipway.launch;

import org.jspecify.annotations.NullMarked;
