package io.latchkey.zab.storage;

/**
 * How long segment files are. Chronicle maps a file block by block, each mapping reaching a quarter of a block into
 * the next; a file of {@code n} blocks and a quarter holds everything that begins in them. Beyond that Chronicle would
 * make the file longer, with a hole that a full disk turns into a signal instead of an error; so nothing is written
 * there.
 *
 * @param blockBytes a power of two
 */
record SegmentGeometry(int blockBytes, int blocks) {
    /** Chronicle needs a mapping that reaches beyond the record: four times this holds any record and its index. */
    private static final int BLOCK_BYTES_MIN = 1 << 18;

    /** What an append may take beside the record: Chronicle's header, and two index arrays of 8 KiB each. */
    private static final int INDEX_BYTES_MAX = 24 << 10;

    static SegmentGeometry of(DiskConfig config) {
        int longest = 4 * (JournalCodec.HEAD_BYTES + config.recordBytesMax() + INDEX_BYTES_MAX);
        int block = Math.max(BLOCK_BYTES_MIN, Integer.highestOneBit(longest - 1) << 1);
        return new SegmentGeometry(block, (int) Math.max(1, (config.segmentBytes() + block - 1) / block));
    }

    long fileBytes() {
        return fileBytes(blocks);
    }

    /** Of the shortest file: what a server waits for when it starts. */
    long smallFileBytes() {
        return fileBytes(1);
    }

    private long fileBytes(int ofBlocks) {
        return (long) ofBlocks * blockBytes + blockBytes / 4;
    }

    /** Up to where records of {@code recordBytes} may begin in a file of that length. */
    long beginMax(long fileBytes, int recordBytes) {
        return fileBytes - blockBytes / 4 - INDEX_BYTES_MAX - recordBytes;
    }
}
