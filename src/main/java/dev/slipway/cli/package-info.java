/// The command line: one file a command, which parses, calls one service, prints, and returns an
/// exit code.
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
