package dev.slipway.support;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Skipped, with a line that says so, where AWS_ENDPOINT_URL names no stand-in for AWS; never
/// skipped in CI. Real AWS is not used: what these tests make would cost money.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Requirements.Aws.class)
public @interface NeedsAws {}
