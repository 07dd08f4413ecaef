package io.latchkey.server.settings;

import java.util.Collection;
import java.util.Locale;

/** Guesses which of the known names somebody meant. */
final class Suggestion {
    private Suggestion() {}

    /** Something like {@code ; did you mean "x"?}, or nothing if no name is near. */
    static String among(Collection<String> names, String given) {
        return among(names, given, Math.max(2, given.length() / 3));
    }

    /** As the other one, but for names that differ in at most {@code lettersMax} letters. */
    static String among(Collection<String> names, String given, int lettersMax) {
        String nearest = "";
        int best = lettersMax + 1;
        for (String name : names) {
            int distance = distance(name.toLowerCase(Locale.ROOT), given.toLowerCase(Locale.ROOT));
            if (distance < best) {
                best = distance;
                nearest = name;
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean \"" + nearest + "\"?";
    }

    /** Letters to add, drop or change to get from one word to the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
