package dev.slipway.failure;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The one shape of every failure, printed as text and as the JSON's `error`.
///
/// @param kind what sort of failure this is; it decides the exit code
/// @param what what failed and in what state the database now is, in one sentence
/// @param excerpt lines of the file around the fault, ready to print; empty when no file is at
///     fault
/// @param problems every single fault, when there can be several; empty otherwise
/// @param why the cause, a sentence an entry
/// @param fix what to do now, a step an entry
/// @param subject the migration script or seed that failed, or null when it was neither
public record Failure(
        Kind kind,
        String what,
        List<String> excerpt,
        List<Problem> problems,
        List<String> why,
        List<String> fix,
        @Nullable String subject) {
    public Failure {
        excerpt = List.copyOf(excerpt);
        problems = List.copyOf(problems);
        why = List.copyOf(why);
        fix = List.copyOf(fix);
    }

    public static Failure of(Kind kind, String what, String why, String fix) {
        return new Failure(kind, what, List.of(), List.of(), List.of(why), List.of(fix), null);
    }

    public static Failure of(Kind kind, String what, List<Problem> problems, String fix) {
        return new Failure(kind, what, List.of(), problems, List.of(), List.of(fix), null);
    }

    public Failure about(String newSubject) {
        return new Failure(kind, what, excerpt, problems, why, fix, newSubject);
    }

    public Failure withWhat(String newWhat) {
        return new Failure(kind, newWhat, excerpt, problems, why, fix, subject);
    }

    /// The same with one more sentence about the cause.
    public Failure withWhy(String more) {
        var all = new ArrayList<>(why);
        all.add(more);
        return new Failure(kind, what, excerpt, problems, all, fix, subject);
    }

    /// The same with one more thing to do.
    public Failure withFix(String more) {
        var all = new ArrayList<>(fix);
        all.add(more);
        return new Failure(kind, what, excerpt, problems, why, all, subject);
    }

    public Failure withExcerpt(List<String> newExcerpt) {
        return new Failure(kind, what, newExcerpt, problems, why, fix, subject);
    }

    public FailureException exception() {
        return new FailureException(this, null);
    }

    public FailureException exception(Throwable cause) {
        return new FailureException(this, cause);
    }
}
