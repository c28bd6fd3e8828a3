package dev.slipway.report;

import dev.slipway.doctor.Diagnosis;
import dev.slipway.doctor.Finding;
import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;

import java.util.List;

/// What the doctor found, for people: a table of the checks, then what is to be done.
public final class DoctorText {
    private DoctorText() {}

    /// How states are marked.
    public enum Marks {
        /// For logs, and terminals that show them.
        SIGNS("✓", "!", "✗", "–"),
        /// For terminals that know no more than ASCII.
        ASCII("ok", "warning", "FAILED", "-");

        private final String passed;
        private final String warning;
        private final String failed;
        private final String notApplicable;

        Marks(String passed, String warning, String failed, String notApplicable) {
            this.passed = passed;
            this.warning = warning;
            this.failed = failed;
            this.notApplicable = notApplicable;
        }

        private String of(Finding.State state) {
            return switch (state) {
                case PASSED -> passed;
                case WARNING -> warning;
                case FAILED -> failed;
                case NOT_APPLICABLE -> notApplicable;
            };
        }
    }

    /// A line a check.
    public static List<String> table(Diagnosis diagnosis, Marks marks) {
        return Format.table(
                diagnosis.findings().stream()
                        .map(
                                finding ->
                                        List.of(
                                                marks.of(finding.state()),
                                                finding.check().text(),
                                                finding.what()))
                        .toList());
    }

    /// The last line of the result.
    public static String summary(Diagnosis diagnosis) {
        var failed = diagnosis.count(Finding.State.FAILED);
        var warnings = diagnosis.count(Finding.State.WARNING);
        var rest = warnings == 0 ? "" : ", " + Count.of(warnings, "warning");
        return failed == 0
                ? "Nothing stops a run" + rest + "."
                : Count.of(failed, "check") + " failed" + rest + ": a run would not succeed.";
    }

    /// What may stop a later run, in the shape of a failure.
    public static List<String> warning(Failure failure) {
        return TextReport.failure("warning: ", failure);
    }
}
