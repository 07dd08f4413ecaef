package io.latchkey.server.config;

/**
 * How much of the past is kept; the oldest goes first.
 *
 * @param revisions of each key, at least 1
 * @param bytes of the revisions of each key together; the newest is kept even if it alone is longer
 * @param deletedKeys of each namespace, whose revisions are kept although the key is gone; at least 1. Beyond, the key
 *     that was deleted first is forgotten: should it be made again, its versions start at 1
 */
public record HistoryLimits(int revisions, long bytes, int deletedKeys) {
    public static final HistoryLimits DEFAULT = new HistoryLimits(100, 16_000_000, 10_000);

    public HistoryLimits {
        if (revisions < 1 || bytes < 1 || deletedKeys < 1) {
            throw new IllegalArgumentException("at least one revision, byte and deleted key is kept");
        }
    }
}
