package dev.slipway.hazard;

/// Looks at one statement for hazards of one kind, and adds what it finds to the scene.
@FunctionalInterface
interface Check {
    void look(Scene scene);
}
