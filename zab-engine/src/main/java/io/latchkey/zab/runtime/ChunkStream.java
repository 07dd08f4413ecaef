package io.latchkey.zab.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Cuts a stream of bytes into the chunks in which a snapshot travels. */
final class ChunkStream extends OutputStream {
    /** Where chunks go. */
    interface Sink {
        void accept(byte[] chunk) throws IOException;
    }

    private final Sink sink;
    private byte[] chunk = new byte[1 << 12];
    private int size;

    ChunkStream(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, room());
            System.arraycopy(bytes, at, chunk, size, part);
            size += part;
            at += part;
            left -= part;
        }
    }

    /** At least 1. */
    private int room() throws IOException {
        if (size == SnapshotOffer.CHUNK_BYTES) {
            sink.accept(chunk);
            chunk = new byte[SnapshotOffer.CHUNK_BYTES];
            size = 0;
        } else if (size == chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.min(2 * size, SnapshotOffer.CHUNK_BYTES));
        }
        return chunk.length - size;
    }

    /** The last chunk goes too. */
    @Override
    public void close() throws IOException {
        if (size > 0) {
            sink.accept(Arrays.copyOf(chunk, size));
            size = 0;
        }
    }
}
