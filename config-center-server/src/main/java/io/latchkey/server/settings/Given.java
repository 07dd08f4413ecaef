package io.latchkey.server.settings;

/**
 * A value as somebody gave it.
 *
 * @param place where, in words that lead the reader there
 */
record Given(String text, Source source, String place) {
    /** The later wins. */
    enum Source {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        FLAG
    }
}
