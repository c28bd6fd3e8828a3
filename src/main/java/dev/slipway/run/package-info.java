/// A run: the lock, then migrations, then seeds, as selected; and what a run would do.
@NullMarked
package dev.slipway.run;

import org.jspecify.annotations.NullMarked;
