/// Made-up rows: the same for the same seed number, in constant memory, within a table's types and
/// keys.
@NullMarked
package dev.slipway.generate;

import org.jspecify.annotations.NullMarked;
