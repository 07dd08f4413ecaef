package io.latchkey.zab.tree;

/**
 * What the name of an entry in a lock's queue says of lock-delay: {@code _c_UUID-delay15000-lock-0000000042} wants that
 * nobody gets the lock for 15 s after it was held by a session that expired. Meanwhile {@code
 * _d_UUID-delay15000-lock-0000000042}, a {@link NodeKind#TOMBSTONE}, stands in its place.
 */
public final class LockDelay {
    /** The longest that there is, in ms. */
    public static final int MS_MAX = 60_000;

    private static final String ENTRY = "_c_";
    private static final String TOMBSTONE = "_d_";
    private static final int UUID_CHARACTERS = 36;
    private static final int AFTER_ATTEMPT = ENTRY.length() + UUID_CHARACTERS;
    private static final String MARK = "-delay";
    private static final int DIGITS_MAX = 5;

    private LockDelay() {}

    /** How long, in ms, from 1 to {@link #MS_MAX}; 0 if the name of that node or path says nothing of it. */
    public static int ms(String path) {
        int start = path.lastIndexOf('/') + 1;
        boolean named = path.startsWith(ENTRY, start) || path.startsWith(TOMBSTONE, start);
        int digits = start + AFTER_ATTEMPT + MARK.length();
        if (!named || !path.startsWith(MARK, start + AFTER_ATTEMPT)) {
            return 0;
        }
        int end = path.indexOf('-', digits);
        if (end <= digits || end > digits + DIGITS_MAX) {
            return 0;
        }
        int ms = 0;
        for (int i = digits; i < end; i++) {
            char c = path.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            ms = 10 * ms + (c - '0');
        }
        return ms <= MS_MAX ? ms : 0;
    }

    /** Whether a name that begins so says nothing of a delay, or something that can be kept. */
    static boolean isSound(String prefix) {
        return !prefix.startsWith(MARK, AFTER_ATTEMPT) || ms(prefix) > 0;
    }

    /** Whether a node of that name could be a tombstone; its kind says whether it is. */
    static boolean isTombstone(String name) {
        return name.startsWith(TOMBSTONE) && ms(name) > 0;
    }

    /** Where the tombstone of the entry at {@code path} stands: nobody's check for the entry takes it for that. */
    static String tombstone(String path) {
        int name = path.lastIndexOf('/') + 1;
        return path.substring(0, name) + TOMBSTONE + path.substring(name + ENTRY.length());
    }
}
