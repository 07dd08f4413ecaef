package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes zeros, so that a full disk is an error here and not a signal later, in a mapping. One page at a time: larger
 * writes make larger units in the page cache, and a commit of a few bytes then writes such a unit whole.
 */
final class Zeros {
    private static final int PAGE_BYTES = 4096;

    private final ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);

    /** Writes zeros from {@code start} to {@code end}. */
    void fill(FileChannel file, long start, long end) throws IOException {
        for (long at = start; at < end; ) {
            page.clear().limit((int) Math.min(PAGE_BYTES, end - at));
            at += file.write(page, at);
        }
    }
}
