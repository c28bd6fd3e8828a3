/// The platforms that a container image is built for, wherever it lies.
@NullMarked
package dev.slipway.image;

import org.jspecify.annotations.NullMarked;
