package dev.slipway.roles;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One thing that must be so in the database, and what is found there.
///
/// @param area what it is about
/// @param role the role that one must be allowed to change to make it so, or null
/// @param what the thing, as a person would name it
/// @param expected how it must be
/// @param actual how it is; the same as `expected` when all is well
/// @param way how it can be made so
/// @param statements what makes it so, or does a part of it; empty when no SQL of ours does
/// @param advice what a person does about it, where the statements are not enough
public record Expectation(
        Area area,
        @Nullable String role,
        String what,
        String expected,
        String actual,
        Way way,
        List<Statement> statements,
        @Nullable String advice) {
    public Expectation {
        statements = List.copyOf(statements);
    }

    /// What an expectation is about. The order is the one in which they are met.
    public enum Area {
        ROLE,
        MEMBERSHIP,
        LOGIN,
        SCHEMA,
        DATABASE,
        SETTING,
        EXTENSION,
        OWNERSHIP,
        RIGHT,
        DEFAULT_RIGHT,
        TRIAL
    }

    /// How an expectation can be met.
    public enum Way {
        /// By every apply.
        APPLY,
        /// By an apply that may take rights away.
        REVOKE,
        /// By an apply that may change the owner of what is there.
        ADOPT,
        /// By a person.
        PERSON
    }

    /// Whether the database is as it must be.
    public boolean isMet() {
        return expected.equals(actual);
    }

    /// What to do about it, in one line.
    public String remedy() {
        if (advice != null) {
            return advice;
        }
        return switch (way) {
            case APPLY -> "slipway roles apply";
            case REVOKE -> "slipway roles apply --revoke";
            case ADOPT -> "slipway roles apply --adopt";
            case PERSON -> throw new IllegalStateException("advice belongs to it: " + what);
        };
    }
}
