/// The seeds that a folder declares: its files' names, completed by its manifest.
@NullMarked
package dev.slipway.manifest;

import org.jspecify.annotations.NullMarked;
