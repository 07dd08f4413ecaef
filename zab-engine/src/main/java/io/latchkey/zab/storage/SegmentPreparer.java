package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares one segment file, all zeros and durable, before it is needed. It has no thread: the log thread does a little
 * of it with each append, so that neither a burst of writes nor a long sync stands before a commit, and the work is
 * done when the segment in use is half full.
 */
final class SegmentPreparer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentPreparer.class);

    /** After so much the file is forced, so that no force has much to do. */
    private static final long STEP_BYTES = 1 << 20;

    private final SegmentFiles files;
    private final int number;
    private final long fileBytes;
    private final Zeros zeros = new Zeros();
    private @Nullable FileChannel file;
    private long filled;
    private long forced;
    private boolean ready;
    private boolean postponed;

    /** A segment of that length; one that is there already is taken as it is. */
    SegmentPreparer(SegmentFiles files, int number, long fileBytes) {
        this.files = files;
        this.number = number;
        this.fileBytes = fileBytes;
        this.ready = Files.exists(files.precreated(number));
    }

    int number() {
        return number;
    }

    /**
     * Does the share of the work that is due when {@code used} of the {@code usable} bytes in use are taken. A disk
     * that is full is no failure yet: space may come back before the segment is needed.
     *
     * @throws IOException if the disk fails in another way
     */
    void keepUp(long used, long usable) throws IOException {
        if (ready || postponed) {
            return;
        }
        long due = used >= usable / 2 ? fileBytes : Math.min(fileBytes, 2 * fileBytes * used / usable);
        try {
            fillTo(due);
        } catch (IOException e) {
            if (!isFull()) {
                throw new IOException("cannot prepare journal segment " + number + ": " + e.getMessage(), e);
            }
            postponed = true;
            LOG.warn(
                    "cannot prepare journal segment {} ({}); the server stops when the segment in use is full."
                            + " Free space on the disk of {}",
                    number,
                    e.getMessage(),
                    files.directory());
            discard(e);
        }
    }

    /**
     * Returns when the file is ready.
     *
     * @throws IOException if it cannot be written, with what to do
     */
    void finish() throws IOException {
        if (ready) {
            return;
        }
        try {
            fillTo(fileBytes);
        } catch (IOException e) {
            boolean full = isFull();
            discard(e);
            if (!full) {
                throw new IOException("cannot prepare journal segment " + number + ": " + e.getMessage(), e);
            }
            throw new DiskFull(
                    "cannot prepare journal segment " + number + " of " + fileBytes + " bytes in " + files.directory()
                            + " (" + e.getMessage() + "); free space there and start the server again",
                    e);
        }
    }

    private void fillTo(long bytes) throws IOException {
        if (bytes > filled) {
            FileChannel channel = channel();
            zeros.fill(channel, filled, bytes);
            filled = bytes;
            if (filled - forced >= STEP_BYTES || filled == fileBytes) {
                channel.force(false);
                forced = filled;
            }
            if (filled == fileBytes) {
                channel.force(true);
                release();
                Files.move(zero(), files.precreated(number), StandardCopyOption.ATOMIC_MOVE);
                files.force();
                ready = true;
            }
        }
    }

    /** By what is left: the reason of the exception is the system's, in the language of the system. */
    private boolean isFull() throws IOException {
        return Files.getFileStore(files.directory()).getUsableSpace() < fileBytes;
    }

    private FileChannel channel() throws IOException {
        FileChannel channel = file;
        if (channel == null) {
            channel = FileChannel.open(
                    zero(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            file = channel;
            filled = 0;
            forced = 0;
        }
        return channel;
    }

    private Path zero() {
        return files.zero(number);
    }

    /** Gives the space back, so that others on the disk can go on. */
    private void discard(IOException cause) {
        try {
            close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Leaves nothing half done. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            release();
            Files.deleteIfExists(zero());
        }
    }

    private void release() throws IOException {
        FileChannel channel = file;
        file = null;
        if (channel != null) {
            channel.close();
        }
    }
}
