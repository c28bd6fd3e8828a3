/// Sessions that read and write as an application would, and how long they were kept waiting.
@NullMarked
package dev.slipway.canary;

import org.jspecify.annotations.NullMarked;
