package io.latchkey.zab.tree;

import org.jspecify.annotations.Nullable;

/**
 * The name of a place in a lock's queue, as Curator gives it: anything, then {@code lock-}, {@code __WRIT__} or {@code
 * __READ__}, then the number that the server gave it: 10 digits, or after 2147483647 - and 9 or 10 digits.
 *
 * @param shared whether it bears others like it beside it: a reader
 */
public record EntryName(int sequence, boolean shared) {
    private static final String MUTEX = "lock-";
    private static final String WRITER = "__WRIT__";
    private static final String READER = "__READ__";
    private static final String PROTECTED = "_c_";
    private static final int DIGITS = 10;

    /** Null if that is no such name. Nearly all are none, and cost a look at their end. */
    public static @Nullable EntryName parse(String name) {
        int digits = name.length() - DIGITS;
        if (digits < MUTEX.length()) {
            return null;
        }
        boolean signed =
                name.charAt(digits) == '-'; // the sign is one of the ten characters that numbers are filled up to
        long number = 0;
        for (int i = signed ? digits + 1 : digits; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            number = 10 * number + (c - '0');
        }
        if (signed) {
            return named(name, digits, -number);
        }
        EntryName positive = named(name, digits, number);
        boolean negative = positive == null && name.charAt(digits - 1) == '-';
        return negative ? named(name, digits - 1, -number) : positive;
    }

    private static @Nullable EntryName named(String name, int end, long number) {
        boolean shared = endsAt(name, end, READER);
        if (number != (int) number || (!shared && !endsAt(name, end, MUTEX) && !endsAt(name, end, WRITER))) {
            return null;
        }
        return new EntryName((int) number, shared);
    }

    private static boolean endsAt(String name, int end, String text) {
        return name.startsWith(text, end - text.length());
    }

    static boolean isSharedPrefix(String prefix) {
        return prefix.endsWith(READER);
    }

    /** Whether a name that begins so will be one once it has its number, and whose it is can be told. */
    static boolean isPrefix(String prefix) {
        return prefix.startsWith(PROTECTED)
                && prefix.indexOf('/') < 0
                && LockDelay.isSound(prefix)
                && parse(prefix + "0".repeat(DIGITS)) != null;
    }
}
