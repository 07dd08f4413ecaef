package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The snapshots of a server, one file each. A file has its final name only when it is complete and durable. */
final class SnapshotDir implements SnapshotStore {
    private static final String PREFIX = "snapshot-";
    private static final String WRITING = ".writing";
    private static final String RECEIVING = ".receiving";
    private static final String DAMAGED = ".damaged";
    private static final String NAME = PREFIX + "[0-9a-f]{16}";

    private final Path directory;
    /** So that one that is being discarded is never another one's file. */
    private final AtomicLong drafts = new AtomicLong();

    private SnapshotDir(Path directory) {
        this.directory = directory;
    }

    /** Removes what a crash left half written. */
    static SnapshotDir open(Path directory) throws IOException {
        for (Path entry : Directories.list(directory)) {
            if (entry.getFileName().toString().matches(NAME + "(" + WRITING + "|" + RECEIVING + "[0-9]+)")) {
                Files.delete(entry);
            }
        }
        return new SnapshotDir(directory);
    }

    @Override
    public void write(long zxid, Body body) throws IOException {
        Draft draft = new DraftFile(zxid, WRITING);
        try {
            draft.write(body);
            draft.publish();
        } catch (IOException | RuntimeException | Error e) {
            draft.discard();
            throw e;
        }
    }

    @Override
    public Draft draft(long zxid) {
        return new DraftFile(zxid, RECEIVING + drafts.incrementAndGet());
    }

    /** Its name says that it is not to be relied on. */
    private final class DraftFile implements Draft {
        private final long zxid;
        private final Path path;

        DraftFile(long zxid, String suffix) {
            this.zxid = zxid;
            path = file(zxid, suffix);
        }

        @Override
        public void write(Body body) throws IOException {
            SnapshotFile.write(path, zxid, body);
        }

        @Override
        public void publish() throws IOException {
            Files.move(path, file(zxid, ""), StandardCopyOption.ATOMIC_MOVE);
            Directories.force(directory);
        }

        @Override
        public void discard() throws IOException {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public List<Long> list() throws IOException {
        return List.copyOf(files().keySet());
    }

    @Override
    public <T> T read(long zxid, Reader<T> reader) throws IOException {
        return SnapshotFile.read(file(zxid, ""), zxid, reader);
    }

    /** @throws Corruption naming file and damage if the snapshot is missing or not as it was written */
    void check(long zxid) throws IOException {
        SnapshotFile.check(file(zxid, ""), zxid);
    }

    /** Keeps a damaged snapshot for people to look at, out of the way of {@link #list} and {@link #purge}. */
    Path setAside(long zxid) throws IOException {
        Path aside = file(zxid, DAMAGED);
        Files.move(file(zxid, ""), aside, StandardCopyOption.REPLACE_EXISTING);
        Directories.force(directory);
        return aside;
    }

    @Override
    public void purge(int keep) throws IOException {
        NavigableMap<Long, Path> files = files();
        while (files.size() > keep) {
            Files.deleteIfExists(files.pollFirstEntry().getValue());
        }
        Directories.force(directory);
    }

    private NavigableMap<Long, Path> files() throws IOException {
        TreeMap<Long, Path> files = new TreeMap<>(Long::compareUnsigned);
        for (Path entry : Directories.list(directory)) {
            zxidOf(entry).ifPresent(zxid -> files.put(zxid, entry));
        }
        return files;
    }

    /** What the name of a complete snapshot says; empty if it is no such name. */
    static Optional<Long> zxidOf(Path file) {
        String name = file.getFileName().toString();
        return name.matches(NAME)
                ? Optional.of(Long.parseUnsignedLong(name.substring(PREFIX.length()), 16))
                : Optional.empty();
    }

    private Path file(long zxid, String suffix) {
        return directory.resolve(String.format("%s%016x%s", PREFIX, zxid, suffix));
    }
}
