/// Everything that can stop a run, looked at in order: each check passed, failed, or not
/// applicable, with its cause and what to do. Nothing is changed.
@NullMarked
package dev.slipway.doctor;

import org.jspecify.annotations.NullMarked;
