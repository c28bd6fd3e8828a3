/// Notices that files changed: for `slipway local --watch`.
@NullMarked
package dev.slipway.watch;

import org.jspecify.annotations.NullMarked;
