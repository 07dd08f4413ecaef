package io.latchkey.zab.storage;

/**
 * How much room there is, of the disks in use where there is least.
 *
 * @param freeBytes what can still be written
 * @param freeBytesMin below this, no more is to be written than must be; 0 for no such limit
 */
public record DiskSpace(long freeBytes, long freeBytesMin) {
    /** Of a disk that never fills up. */
    public static final DiskSpace UNLIMITED = new DiskSpace(Long.MAX_VALUE, 0);

    public boolean isLow() {
        return freeBytes < freeBytesMin;
    }

    /** Whether there is clearly enough: a quarter more than {@code freeBytesMin}, lest a limit be crossed to and fro. */
    public boolean isAmple() {
        return freeBytes >= freeBytesMin + freeBytesMin / 4;
    }
}
