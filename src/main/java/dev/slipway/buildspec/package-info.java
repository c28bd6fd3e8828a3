/// CodeBuild's buildspec: what Slipway's own says, and what is wrong with any.
@NullMarked
package dev.slipway.buildspec;

import org.jspecify.annotations.NullMarked;
