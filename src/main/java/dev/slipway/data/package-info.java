/// Rows read out of files: where the bytes lie, how they are packed, how the rows are written.
@NullMarked
package dev.slipway.data;

import org.jspecify.annotations.NullMarked;
