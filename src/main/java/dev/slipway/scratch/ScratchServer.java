package dev.slipway.scratch;

import dev.slipway.settings.ConnectionSettings;

/// A server on which databases can be made and dropped.
///
/// @param connection to any database of it
/// @param own whether nobody else uses it, so that roles can be made there too
public record ScratchServer(ConnectionSettings connection, boolean own) {}
