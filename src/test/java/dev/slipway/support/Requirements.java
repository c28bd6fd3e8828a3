package dev.slipway.support;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.UncheckedIOException;
import java.util.Map;

/// What some tests need of the machine. Where it is missing they are skipped and say so; in CI
/// (`CI=true`) they run, and so fail, instead of passing unseen.
final class Requirements {
    private Requirements() {}

    static final class Docker implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return decide(context, "a Docker engine", dockerAnswers());
        }
    }

    static final class Aws implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return decide(
                    context,
                    "a Docker engine and a stand-in for AWS (AWS_ENDPOINT_URL on loopback)",
                    dockerAnswers()
                            && System.getenv()
                                    .getOrDefault("AWS_ENDPOINT_URL", "")
                                    .contains("127.0.0.1"));
        }
    }

    static final class Program implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            var program = context.getRequiredTestClass().getAnnotation(NeedsProgram.class).value();
            return decide(
                    context,
                    "the program " + program,
                    Shell.run(Map.of(), "sh", "-c", "command -v \"$0\"", program).exitCode() == 0);
        }
    }

    private static boolean dockerAnswers() {
        try {
            return Shell.run(Map.of(), "docker", "info").exitCode() == 0;
        } catch (UncheckedIOException noClient) {
            return false;
        }
    }

    private static ConditionEvaluationResult decide(
            ExtensionContext context, String need, boolean met) {
        if (met || "true".equals(System.getenv("CI"))) {
            return ConditionEvaluationResult.enabled("CI, or the machine has " + need);
        }
        System.out.println("skipped " + context.getDisplayName() + ": it needs " + need);
        return ConditionEvaluationResult.disabled("it needs " + need);
    }
}
