package io.latchkey.zab.storage;

import java.nio.file.Path;

/**
 * Where and how a server keeps its durable data.
 *
 * @param dataDir holds the snapshots, and the lock that keeps a second server out
 * @param logDir holds the journal; may be {@code dataDir}, or a directory on a faster disk
 * @param segmentBytes what one journal segment takes before the next begins, rounded up to whole blocks; at most 1 GiB
 * @param recordBytesMax the longest transaction that the journal takes; from 1 KiB to 64 MiB
 * @param copiesElsewhere other servers hold the same history: damaged data is then set aside and the server starts as
 *     with an empty disk; without others it refuses to start
 * @param freeBytesMin with less room than this on a disk the server takes no more writes of its clients; 0 for no limit
 */
public record DiskConfig(
        Path dataDir, Path logDir, long segmentBytes, int recordBytesMax, boolean copiesElsewhere, long freeBytesMin) {
    private static final long SEGMENT_BYTES = 64 << 20;
    private static final int RECORD_BYTES_MAX = 3 << 20;
    private static final long FREE_BYTES_MIN = 256 << 20;

    public DiskConfig {
        if (recordBytesMax < 1 << 10 || recordBytesMax > 64 << 20) {
            throw new IllegalArgumentException("recordBytesMax is " + recordBytesMax + "; it must be 1024 to 67108864");
        }
        if (freeBytesMin < 0) {
            throw new IllegalArgumentException("freeBytesMin is " + freeBytesMin + "; it must be at least 0");
        }
        if (segmentBytes < 1 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("segmentBytes is " + segmentBytes + "; it must be 1 to 1073741824");
        }
    }

    /** Journal and snapshots in one directory, segments of 64 MiB, transactions of up to 3 MiB, the only copy, 256 MiB kept free. */
    public static DiskConfig of(Path dataDir) {
        return new DiskConfig(dataDir, dataDir, SEGMENT_BYTES, RECORD_BYTES_MAX, false, FREE_BYTES_MIN);
    }
}
