/// Tables to seeds: rows in the order of their key, with natural keys in place of generated ids.
@NullMarked
package dev.slipway.export;

import org.jspecify.annotations.NullMarked;
