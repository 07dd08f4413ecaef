package io.latchkey.zab.storage;

/**
 * What the journal knows of one of its segments.
 *
 * @param base the last zxid of the history when the segment began
 * @param bytes how much of its file counts
 */
record Segment(int number, long base, long bytes) {}
