/// What a production database's tables are like, without what is in them: read there, written to a
/// file, and made again as rows on a throwaway server.
@NullMarked
package dev.slipway.shape;

import org.jspecify.annotations.NullMarked;
