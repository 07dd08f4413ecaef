package io.latchkey.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proof of a grant, for a resource that must not listen to a former holder: the resource keeps the greatest token it has
 * seen and refuses smaller ones.
 *
 * <p>The value is the zxid of the transaction that put the holder's entry into the queue. The queue is granted strictly in
 * that order: an entry is granted only when every earlier one is gone, and the servers put none before it afterwards. So each
 * later grant of the lock carries a greater value. Since zxids number all transactions of the ensemble, this holds across
 * deletion of the lock's node, changes of leader and restarts, and anybody can look it up: it is the entry's zxid of
 * creation as any ZooKeeper client shows it. It stays the same for the whole hold.
 *
 * @param lock the name of the lock; tokens of different locks say nothing about one another
 * @param zxid the value, positive
 */
public record FencingToken(String lock, long zxid) implements Comparable<FencingToken> {
    private static final Pattern HEADER = Pattern.compile("0x([0-9a-f]{1,16});(.+)");

    /**
     * Compares two grants of one lock.
     *
     * @throws IllegalArgumentException when the tokens are of different locks
     */
    @Override
    public int compareTo(FencingToken other) {
        if (!lock.equals(other.lock)) {
            throw new IllegalArgumentException(
                    "tokens of different locks cannot be compared: " + lock + " and " + other.lock);
        }
        return Long.compare(zxid, other.zxid);
    }

    /** The token as text that fits into a header of a request, like {@code 0x100000002;orders/42}. */
    public String toHeader() {
        return "0x" + Long.toHexString(zxid) + ";" + lock;
    }

    /**
     * Reads {@link #toHeader} back.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static FencingToken parse(String header) {
        Matcher parts = HEADER.matcher(header);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a fencing token: '" + header + "'");
        }
        return new FencingToken(parts.group(2), Long.parseUnsignedLong(parts.group(1), 16));
    }

    @Override
    public String toString() {
        return toHeader();
    }
}
