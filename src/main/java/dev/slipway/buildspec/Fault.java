package dev.slipway.buildspec;

import dev.slipway.failure.Problem;

import java.util.List;

/// One thing that is wrong with a buildspec, and where.
///
/// @param fix what to do, in one sentence without a full stop
/// @param excerpt lines of the file around it, ready to print; empty when the whole file is meant
public record Fault(Rule rule, Problem problem, String fix, List<String> excerpt) {
    public Fault {
        excerpt = List.copyOf(excerpt);
    }
}
