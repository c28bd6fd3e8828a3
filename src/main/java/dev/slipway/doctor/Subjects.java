package dev.slipway.doctor;

import org.jspecify.annotations.Nullable;

/// What else is to be looked at in AWS, beside what the settings name.
///
/// @param image the name of an image in ECR, or null for that of the project
/// @param project the name of a project of CodeBuild, or null for none
public record Subjects(@Nullable String image, @Nullable String project) {
    /// Nothing else.
    public static final Subjects NONE = new Subjects(null, null);
}
