package dev.slipway.aws;

/// Where a run writes its log in CloudWatch Logs.
public record LogPlace(String group, String stream) {}
