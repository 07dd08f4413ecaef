package io.latchkey.zab.runtime;

/**
 * Room on the disks of a server.
 *
 * @param freeBytes on that with the least
 * @param low clients' writes should be refused, see {@link io.latchkey.zab.storage.DiskConfig#freeBytesMin}
 */
public record DiskStatus(long freeBytes, boolean low) {
    /** Of a server that has not measured yet. */
    public static final DiskStatus UNKNOWN = new DiskStatus(Long.MAX_VALUE, false);
}
