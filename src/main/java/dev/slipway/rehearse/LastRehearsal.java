package dev.slipway.rehearse;

import java.util.Map;

/// What the last rehearsal says of the migrations of a plan.
///
/// @param record of that rehearsal
/// @param verdicts by script; those that it was not made with are missing
public record LastRehearsal(RehearsalRecord record, Map<String, RehearsalRecord.Script> verdicts) {
    public LastRehearsal {
        verdicts = Map.copyOf(verdicts);
    }
}
