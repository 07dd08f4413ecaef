package io.latchkey.zab.runtime;

/**
 * How fast snapshots may go, so that they leave disk, links and processors to the writes.
 *
 * @param writeBytesPerSecond to the disk, at least 1 MiB
 * @param sendBytesPerSecond to one server that lacks much, at least 1 MiB
 */
public record SnapshotRates(long writeBytesPerSecond, long sendBytesPerSecond) {
    private static final long MIB = 1 << 20;

    public static final SnapshotRates DEFAULT = new SnapshotRates(16 * MIB, 128 * MIB);

    public SnapshotRates {
        if (writeBytesPerSecond < MIB || sendBytesPerSecond < MIB) {
            throw new IllegalArgumentException("rates of snapshots are at least " + MIB + " bytes a second, not "
                    + writeBytesPerSecond + " and " + sendBytesPerSecond);
        }
    }
}
