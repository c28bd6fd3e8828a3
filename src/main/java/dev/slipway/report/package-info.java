/// Results and failures as text, JSON, JUnit XML and shell variables.
@NullMarked
package dev.slipway.report;

import org.jspecify.annotations.NullMarked;
