package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The files of a journal directory. A segment is prepared as {@code .zero}, becomes {@code .precreated} when it is
 * complete (Chronicle's own name for it), {@code .cq4} when Chronicle takes it, and {@code .sealed} when the next one
 * takes over. Chronicle looks at {@code .cq4} alone, and finds none when it opens the directory.
 */
final class SegmentFiles {
    static final String PREFIX = "segment-";
    static final int DIGITS = 8;

    /** Above {@link SegmentRollCycle#NUMBER_OF_CYCLE_0}, and round. */
    static final int FIRST_NUMBER = 100_001;

    private static final String METADATA = "metadata.cq4t";
    private static final String ZERO = ".zero";
    private static final String PRECREATED = ".precreated";
    private static final String ACTIVE = ".cq4";
    private static final String SEALED = ".sealed";

    private final Path directory;

    SegmentFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Chronicle's own notes on the directory: locks and a listing, nothing that must survive. */
    Path metadata() {
        return directory.resolve(METADATA);
    }

    Path zero(int number) {
        return name(number, ZERO);
    }

    Path precreated(int number) {
        return name(number, PRECREATED);
    }

    Path active(int number) {
        return name(number, ACTIVE);
    }

    Path sealed(int number) {
        return name(number, SEALED);
    }

    private Path name(int number, String suffix) {
        return directory.resolve(String.format("%s%0" + DIGITS + "d%s", PREFIX, number, suffix));
    }

    /** The segments that hold records, by number; also one that Chronicle had just begun. */
    NavigableMap<Integer, Path> segments() throws IOException {
        NavigableMap<Integer, Path> segments = numbered(SEALED);
        for (var active : numbered(ACTIVE).entrySet()) {
            Path twin = segments.put(active.getKey(), active.getValue());
            if (twin != null) {
                throw new Corruption("the journal has one segment twice, as " + twin + " and as " + active.getValue()
                        + "; one is a copy from elsewhere: move that away");
            }
        }
        return segments;
    }

    /** The segments that are ready to be taken, by number. */
    NavigableMap<Integer, Path> precreated() throws IOException {
        return numbered(PRECREATED);
    }

    /** The segments that are being filled with zeros, by number. */
    NavigableMap<Integer, Path> halfPrepared() throws IOException {
        return numbered(ZERO);
    }

    private NavigableMap<Integer, Path> numbered(String suffix) throws IOException {
        TreeMap<Integer, Path> found = new TreeMap<>();
        for (Path entry : Directories.list(directory)) {
            String name = entry.getFileName().toString();
            if (name.matches(PREFIX + "\\d{" + DIGITS + "}" + suffix)) {
                found.put(Integer.valueOf(name.substring(PREFIX.length(), PREFIX.length() + DIGITS)), entry);
            }
        }
        return found;
    }

    /** Takes the segment out of Chronicle's sight. Not durable by itself, and need not be: both names mean the same. */
    void seal(int number) throws IOException {
        Path active = active(number);
        if (Files.exists(active)) {
            Files.move(active, sealed(number), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    void deleteHalfPrepared() throws IOException {
        for (Path entry : halfPrepared().values()) {
            Files.delete(entry);
        }
    }

    void force() throws IOException {
        Directories.force(directory);
    }
}
