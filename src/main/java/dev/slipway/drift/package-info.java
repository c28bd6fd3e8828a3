/// How a database differs from what its applied migrations make: two catalogs, read and compared.
@NullMarked
package dev.slipway.drift;

import org.jspecify.annotations.NullMarked;
