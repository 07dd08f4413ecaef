package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory that belongs to this server alone while this is open. The lock is the operating system's: it goes with
 * the process, however that ends, so a leftover lock file means nothing and need never be deleted.
 */
final class DataDir implements AutoCloseable {
    private static final String LOCK_FILE = "latchkey.lock";
    private static final String OWNER_FILE = "latchkey.pid";

    private final Path path;
    private final FileChannel lockFile;

    private DataDir(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws IOException if it cannot be made, is not writable or in use, saying so and what to do */
    static DataDir open(Path path) throws IOException {
        Directories.create(path);
        // Within one process this must be known without opening the lock file: on POSIX, closing any descriptor of it
        // would give up the lock that the other one holds.
        if (self().equals(owner(path))) {
            throw inUse(path);
        }
        FileChannel file =
                FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(file) == null) {
                throw inUse(path);
            }
            writeOwner(path.resolve(OWNER_FILE));
            return new DataDir(path, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void writeOwner(Path file) throws IOException {
        try {
            Files.writeString(file, self());
        } catch (IOException e) {
            throw new IOException(
                    "cannot write " + file + " (" + e.getMessage() + "); free space there and start the server again",
                    e);
        }
    }

    /** A directory of that name in it, made if it is missing. */
    Path child(String name) throws IOException {
        Path child = path.resolve(name);
        Directories.create(child);
        return child;
    }

    @Override
    public void close() throws IOException {
        if (lockFile.isOpen()) {
            Files.deleteIfExists(path.resolve(OWNER_FILE));
            lockFile.close();
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // Two threads of this process at once: the one that came first has it.
            return null;
        }
    }

    private static IOException inUse(Path path) throws IOException {
        String owner = owner(path);
        return new IOException("the data directory " + path.toAbsolutePath() + " is in use by process "
                + (owner.isEmpty() ? "(unknown)" : owner.split(" ", 2)[0])
                + "; stop that server, or give this one a directory of its own");
    }

    /** The id of the process that uses the directory now. Takes and changes nothing. */
    static Optional<String> user(Path path) throws IOException {
        String owner = owner(path);
        return owner.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(owner.split(" ", 2)[0]))
                        .filter(process -> owner.equals(identity(process)))
                        .map(process -> Long.toString(process.pid()));
    }

    /** Process id and start: the id alone may return, in a container it always does. */
    private static String self() {
        return identity(ProcessHandle.current());
    }

    private static String identity(ProcessHandle process) {
        return process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH);
    }

    private static String owner(Path path) throws IOException {
        try {
            return Files.readString(path.resolve(OWNER_FILE)).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
