package dev.slipway.support;

/// The whole answer of one command.
public record Execution(int exitCode, String stdout, String stderr) {}
