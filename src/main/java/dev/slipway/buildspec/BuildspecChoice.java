package dev.slipway.buildspec;

import dev.slipway.settings.Mode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Which buildspec is wanted.
///
/// @param direct for a project whose build environment is Slipway's own image; otherwise docker
///     runs the image in CodeBuild's
/// @param modes what a build does that is started without an override
/// @param variables `NAME=VALUE`, each a default in the clear
/// @param secrets `NAME=SECRET-ID:JSON-KEY:STAGE:VERSION`, each fetched by CodeBuild
/// @param reportGroup name, ARN or `$VARIABLE` of the report group, or null for no report
public record BuildspecChoice(
        boolean direct,
        Set<Mode> modes,
        List<String> variables,
        List<String> secrets,
        @Nullable String reportGroup) {
    public BuildspecChoice {
        modes = Set.copyOf(modes);
        variables = List.copyOf(variables);
        secrets = List.copyOf(secrets);
    }
}
