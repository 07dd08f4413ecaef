package io.latchkey.server.config;

/**
 * One change of a key's value, without the value.
 *
 * @param version 1, 2, 3... for each key, going on when it is deleted and made again
 * @param author who says to have made it, or the proved name or session that it came from
 * @param comment why, in the author's words; may be empty
 * @param timeMs the leader's clock, in ms since 1970
 * @param zxid of the transaction that made both the change and this revision
 * @param restores the version whose value a rollback brought back, otherwise 0
 */
public record Revision(int version, Kind kind, String author, String comment, long timeMs, long zxid, int restores) {
    /** What happened to the value. */
    public enum Kind {
        PUT,
        DELETE,
        ROLLBACK
    }

    /** Whether the key had a value afterwards. */
    public boolean hasValue() {
        return kind != Kind.DELETE;
    }
}
