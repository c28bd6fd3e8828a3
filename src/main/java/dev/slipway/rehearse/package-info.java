/// A rehearsal: pending migrations on a throwaway server, observed and judged.
@NullMarked
package dev.slipway.rehearse;

import org.jspecify.annotations.NullMarked;
