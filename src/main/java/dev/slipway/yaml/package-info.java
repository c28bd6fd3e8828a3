/// A YAML file as a tree in which every part knows its place, and how values are taken out of it.
@NullMarked
package dev.slipway.yaml;

import org.jspecify.annotations.NullMarked;
