package dev.slipway;

/// The last quarter of the kills.
class KillFourthTest extends KillTest {}
