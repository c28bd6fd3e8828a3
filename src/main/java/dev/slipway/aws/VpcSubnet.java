package dev.slipway.aws;

/// A subnet of EC2.
///
/// @param range its addresses, as `10.0.1.0/24`
public record VpcSubnet(String id, String vpc, String zone, String range) {}
