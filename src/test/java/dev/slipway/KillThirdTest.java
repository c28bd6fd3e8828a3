package dev.slipway;

/// A third quarter of the kills.
class KillThirdTest extends KillTest {}
