package org.godwit.expression;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds what somebody may have meant by a word that nobody knows.
public final class DidYouMean {
    private static final int SUGGESTIONS_MAX = 3;

    /// Longer words are not compared: nobody mistypes those, and the cost grows with the square.
    private static final int WORD_CHARS_MAX = 64;

    private DidYouMean() {}

    /// The candidates within a third of the word's length in edits (case aside), nearest first.
    public static List<String> near(String word, Collection<String> candidates) {
        if (word.length() > WORD_CHARS_MAX) {
            return List.of();
        }
        int edits = Math.max(1, word.length() / 3);
        record Near(String candidate, int distance) {}
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= edits)
                .distinct()
                .map(candidate -> new Near(candidate, distance(word, candidate)))
                // As many edits as the word has letters would make any other word of it.
                .filter(near -> near.distance() <= edits && near.distance() < word.length())
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::candidate))
                .limit(SUGGESTIONS_MAX)
                .map(Near::candidate)
                .toList();
    }

    /// `did you mean "US" or "UK"?`, or empty where nothing is near.
    public static Optional<String> question(String word, Collection<String> candidates) {
        List<String> near = near(word, candidates);
        return near.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        near.stream()
                                .map(candidate -> '"' + candidate + '"')
                                .collect(Collectors.joining(" or ", "did you mean ", "?")));
    }

    /// The Levenshtein distance, case aside, with the swap of two neighbouring letters as one edit
    /// more (optimal string alignment).
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int cheapest(int[][] edits, String a, String b, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
    }
}
