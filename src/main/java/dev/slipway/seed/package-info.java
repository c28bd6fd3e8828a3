/// Seeds: what the folder declares, and bringing the rows of a database to it by stage, check, diff
/// and merge.
@NullMarked
package dev.slipway.seed;

import org.jspecify.annotations.NullMarked;
