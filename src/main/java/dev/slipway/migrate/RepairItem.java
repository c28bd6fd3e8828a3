package dev.slipway.migrate;

import java.util.List;

/// A migration outside a transaction that did not come to its end, and what is to be done about it.
///
/// @param script as the history calls it
/// @param state what happened to it, in one sentence
/// @param left what it left behind, a sentence each
/// @param proposals what a repair does, a step each; empty when the next run goes on by itself
public record RepairItem(String script, String state, List<String> left, List<String> proposals) {
    public RepairItem {
        left = List.copyOf(left);
        proposals = List.copyOf(proposals);
    }
}
