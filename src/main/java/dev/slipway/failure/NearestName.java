package dev.slipway.failure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// "Did you mean": the known name that a mistyped one most likely stands for.
public final class NearestName {
    private NearestName() {}

    /// The nearest of the known names, if one is near enough to be meant: two edits at most, or one
    /// is the beginning of the other.
    public static Optional<String> of(String name, Collection<String> known) {
        var typed = name.toUpperCase(Locale.ROOT);
        return known.stream()
                .filter(candidate -> isNear(typed, candidate.toUpperCase(Locale.ROOT)))
                .min(
                        Comparator.comparingInt(
                                candidate -> distance(typed, candidate.toUpperCase(Locale.ROOT))));
    }

    private static boolean isNear(String typed, String candidate) {
        var shorter = Math.min(typed.length(), candidate.length());
        if (shorter >= 6 && (candidate.startsWith(typed) || typed.startsWith(candidate))) {
            return true;
        }
        // Spares nearly all of the work at a start, when every variable is held against every name.
        var limit = shorter < 5 ? 1 : 2;
        return shorter > 0
                && Math.abs(typed.length() - candidate.length()) <= limit
                && (typed.charAt(0) == candidate.charAt(0)
                        || typed.regionMatches(1, candidate, 1, 2))
                && distance(typed, candidate) <= limit;
    }

    /// Edits (insert, delete, replace, swap of neighbours) between two names.
    private static int distance(String left, String right) {
        var table = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                var same = left.charAt(i - 1) == right.charAt(j - 1);
                var best =
                        Math.min(
                                table[i - 1][j - 1] + (same ? 0 : 1),
                                1 + Math.min(table[i - 1][j], table[i][j - 1]));
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    best = Math.min(best, table[i - 2][j - 2] + 1);
                }
                table[i][j] = best;
            }
        }
        return table[left.length()][right.length()];
    }
}
