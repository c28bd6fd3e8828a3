/// The one interface through which a service says how far it is; `cli` draws it.
@NullMarked
package dev.slipway.progress;

import org.jspecify.annotations.NullMarked;
