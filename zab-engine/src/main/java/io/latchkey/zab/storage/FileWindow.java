package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file looked at through a buffer that moves forward. Reads, does not map: an unreadable sector is then an
 * IOException, where a mapping would take the process down.
 */
final class FileWindow implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel file;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowStart;

    FileWindow(Path path) throws IOException {
        this.path = path;
        file = FileChannel.open(path, StandardOpenOption.READ);
        size = file.size();
    }

    long size() {
        return size;
    }

    /** The {@code bytes} at {@code offset}, valid until the next call. They must lie within the file. */
    ByteBuffer at(long offset, int bytes) throws IOException {
        if (offset < windowStart || offset + bytes > windowStart + window.limit()) {
            load(offset, bytes);
        }
        int start = (int) (offset - windowStart);
        return window.duplicate().limit(start + bytes).position(start);
    }

    private void load(long offset, int bytes) throws IOException {
        if (window.capacity() < bytes) {
            window = ByteBuffer.allocate(bytes);
        }
        window.clear();
        try {
            while (window.hasRemaining() && file.read(window, offset + window.position()) >= 0) {
                // short reads are legal
            }
        } catch (IOException e) {
            throw new Corruption(
                    path + " cannot be read behind offset " + (offset + window.position()) + ": " + e.getMessage(), e);
        }
        window.flip();
        windowStart = offset;
        if (window.limit() < bytes) {
            throw new IOException("the file became shorter while it was read");
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
