package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place in a queue, read from the name of its node: {@code _c_UUID-lock-0000000042}, or with {@code __WRIT__} or
 * {@code __READ__} before the number, as Curator names them.
 *
 * @param node     the name of the node
 * @param sequence the number the server gave it; 32 bits, and after 2147483647 comes -2147483648
 * @param shared   whether it bears others like it beside it: a reader
 */
record QueueEntry(String node, int sequence, boolean shared) {
    private static final Pattern NAME = Pattern.compile(".*(lock-|__WRIT__|__READ__)(\\d{10}|-\\d{9,10})");

    private static final Pattern ATTEMPT = Pattern.compile(
            "_[cd]_[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}-(delay\\d+-)?(victim-)?");
    private static final long OURS = 8;
    /** How a node begins that keeps the place of a holder whose session has expired. */
    private static final String TOMBSTONE = "_d_";

    /** The servers may end its wait, to end a deadlock. */
    private static final String VICTIM = "victim-";

    private static final String REVOCABLE = "revocable-";

    /** Reads a child's name; null when it is no queue entry. */
    static @Nullable QueueEntry parse(String child) {
        Matcher name = NAME.matcher(child);
        if (!name.matches()) {
            return null;
        }
        long sequence = Long.parseLong(name.group(2));
        boolean shared = name.group(1).equals(EntryKind.READER.mark());
        return sequence == (int) sequence ? new QueueEntry(child, (int) sequence, shared) : null;
    }

    /**
     * How all nodes of a new attempt begin. Its UUID is a random one that says so of itself by version 8, where Curator's
     * have version 4; and what others must know of the hold stands behind it.
     */
    static String newPrefix(EntryKind kind, AcquireOptions options) {
        UUID attempt = newAttempt();
        long delayMillis = LockRoom.millisRoundedUp(options.lockDelay());
        String delay = delayMillis == 0 ? "" : "delay" + delayMillis + "-";
        return "_c_" + attempt + "-" + delay + (options.victim() ? VICTIM : "") + (options.revocable() ? REVOCABLE : "")
                + kind.mark();
    }

    boolean isOf(EntryKind kind) {
        Matcher name = NAME.matcher(node);
        return name.matches() && name.group(1).equals(kind.mark());
    }

    private static UUID newAttempt() {
        UUID random = UUID.randomUUID();
        return new UUID((random.getMostSignificantBits() & ~0xf000L) | OURS << 12, random.getLeastSignificantBits());
    }

    /** How all permits of a new attempt begin. */
    static String newLeasePrefix() {
        return "_c_" + newAttempt() + "-lease-";
    }

    /** Whether whoever made it may listen when it is asked back; of those that are not ours, nobody knows. */
    boolean mayBeAskedBack() {
        Matcher ours = ATTEMPT.matcher(node);
        return !ours.lookingAt() || (!node.startsWith(TOMBSTONE) && node.startsWith(REVOCABLE, ours.end()));
    }
}
