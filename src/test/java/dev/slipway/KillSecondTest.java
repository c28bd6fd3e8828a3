package dev.slipway;

/// A second quarter of the kills.
class KillSecondTest extends KillTest {}
