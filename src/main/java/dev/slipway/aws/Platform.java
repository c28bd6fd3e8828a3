package dev.slipway.aws;

/// What an image can run on.
///
/// @param variant of the architecture, such as `v8`; empty for none
public record Platform(String os, String architecture, String variant) {
    /// `linux/arm64/v8`, as docker writes it.
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
