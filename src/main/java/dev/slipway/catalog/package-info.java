/// What the database says of a table: columns, keys, and what it refers to.
@NullMarked
package dev.slipway.catalog;

import org.jspecify.annotations.NullMarked;
