/// Watches migrations run: what each statement locks, reads, rewrites and changes.
@NullMarked
package dev.slipway.observe;

import org.jspecify.annotations.NullMarked;
