package io.latchkey.server.config;

/** What people say, made fit to be stored. */
final class Words {
    private static final char REPLACEMENT = '\ufffd';

    private Words() {}

    /** At most {@code max} characters of the text, with halves of characters replaced. */
    static String fit(String text, int max) {
        StringBuilder fit = new StringBuilder(Math.min(text.length(), max));
        for (int i = 0; i < text.length() && fit.length() < max; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean half = Character.getType(c) == Character.SURROGATE;
            if (half) {
                fit.append(REPLACEMENT);
            } else if (fit.length() + Character.charCount(c) <= max) {
                fit.appendCodePoint(c);
            } else {
                return fit.toString();
            }
        }
        return fit.toString();
    }
}
