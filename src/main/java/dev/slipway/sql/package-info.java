/// SQL as text: the statements of a script.
@NullMarked
package dev.slipway.sql;

import org.jspecify.annotations.NullMarked;
