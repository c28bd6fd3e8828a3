package dev.slipway.support;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Skipped, with a line that says so, where a program is not on the path; never skipped in CI.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Requirements.Program.class)
public @interface NeedsProgram {
    String value();
}
