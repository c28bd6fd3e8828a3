/// The roles of a database: what they are to be, what makes them so, and whether they are.
@NullMarked
package dev.slipway.roles;

import org.jspecify.annotations.NullMarked;
