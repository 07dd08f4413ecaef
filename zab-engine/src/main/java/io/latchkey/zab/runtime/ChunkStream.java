package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Image;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a stream of bytes into the chunks of an {@link Image}. */
final class ChunkStream extends OutputStream {
    private final List<byte[]> full = new ArrayList<>();
    private byte[] chunk = new byte[1 << 12];
    private int size;

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
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
    private int room() {
        if (size == Image.CHUNK_BYTES_MAX) {
            full.add(chunk);
            chunk = new byte[Image.CHUNK_BYTES_MAX];
            size = 0;
        } else if (size == chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.min(2 * size, Image.CHUNK_BYTES_MAX));
        }
        return chunk.length - size;
    }

    /** All that was written. */
    List<byte[]> chunks() {
        List<byte[]> all = new ArrayList<>(full);
        if (size > 0) {
            all.add(Arrays.copyOf(chunk, size));
        }
        return List.copyOf(all);
    }
}
