package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes all that a disk holds out of use, without deleting any of it: journal and snapshots move to a directory
 * {@code damaged-<n>} beside them.
 *
 * <p>The decision is a file, durable before anything moves, and the last thing that moves: what a crash interrupts, the
 * next start finishes, and never takes half of the data for all of it.
 */
final class SetAside {
    static final String PREFIX = "damaged-";

    /** In the directory of the damaged data: why it is there. */
    static final String REASON = "reason.txt";

    /** So many sets are kept; a disk that made more of them is not to be trusted with another. */
    static final int KEPT_MAX = 8;

    private static final String DECISION = "latchkey.setting-aside";
    private static final String HALF_WRITTEN = ".writing";

    /** Renames, durably when it returns. */
    interface Mover {
        void move(Path from, Path to) throws IOException;
    }

    private final Path dataDir;
    private final Path logDir;
    private final Mover mover;

    /** @param logDir may be {@code dataDir} */
    SetAside(Path dataDir, Path logDir) {
        this(dataDir, logDir, SetAside::moveDurably);
    }

    SetAside(Path dataDir, Path logDir, Mover mover) {
        this.dataDir = dataDir;
        this.logDir = logDir;
        this.mover = mover;
    }

    private static void moveDurably(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        Directories.force(parent(to));
        Directories.force(parent(from));
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "a file of a data directory is in a directory");
    }

    /** Whether anything was ever set aside here and is still there. */
    boolean any() throws IOException {
        return !numbers().isEmpty();
    }

    /**
     * Moves journal and snapshots away; nothing may be open in them. Durable when it returns.
     *
     * @param why a sentence for people
     * @return where they are now
     * @throws IOException if too many are there already, or the disk refuses: then nothing moved, or the next start
     *     moves the rest
     */
    Path move(String why) throws IOException {
        List<Integer> kept = numbers();
        if (kept.size() >= KEPT_MAX) {
            throw new IOException(why + ". It is not set aside, for " + dataDir + " keeps " + KEPT_MAX
                    + " sets of damaged data already: replace the disk, or move the directories " + PREFIX
                    + "* elsewhere");
        }
        int number = kept.isEmpty() ? 1 : kept.get(kept.size() - 1) + 1;
        decide(number, why);
        Path moved = finish();
        if (moved == null) {
            throw new IOException("the decision to set " + dataDir + " aside vanished while it was carried out");
        }
        return moved;
    }

    private void decide(int number, String why) throws IOException {
        Path writing = dataDir.resolve(DECISION + HALF_WRITTEN);
        byte[] text = (number + "\n" + why + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(writing, text);
        try (FileChannel file = FileChannel.open(writing, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        mover.move(writing, decision());
    }

    /** Carries out what was decided, now or before a crash; returns where the data is, or null if nothing was. */
    @Nullable
    Path finish() throws IOException {
        Files.deleteIfExists(dataDir.resolve(DECISION + HALF_WRITTEN));
        if (!Files.exists(decision())) {
            return null;
        }
        int number = decided();
        move(logDir, DiskStorage.JOURNAL, number);
        move(dataDir, DiskStorage.SNAPSHOTS, number);
        Path moved = damaged(dataDir, number);
        mover.move(decision(), moved.resolve(REASON));
        return moved;
    }

    private int decided() throws IOException {
        String first = Files.readString(decision()).lines().findFirst().orElse("");
        try {
            return Integer.parseInt(first);
        } catch (NumberFormatException e) {
            throw new IOException(
                    decision() + " does not say where to: its first line must be the number of a directory " + PREFIX
                            + "<number>, and is \"" + first + "\"",
                    e);
        }
    }

    /** What a crash has let through is not there any more. */
    private void move(Path root, String child, int number) throws IOException {
        Path target = damaged(root, number);
        Directories.create(target);
        Path source = root.resolve(child);
        if (Files.exists(source)) {
            mover.move(source, target.resolve(child));
        }
    }

    private Path decision() {
        return dataDir.resolve(DECISION);
    }

    private static Path damaged(Path root, int number) {
        return root.resolve(PREFIX + number);
    }

    /** Of the sets that are kept, rising. */
    private List<Integer> numbers() throws IOException {
        return Directories.list(dataDir).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.matches(PREFIX + "\\d{1,9}"))
                .map(name -> Integer.valueOf(name.substring(PREFIX.length())))
                .sorted()
                .toList();
    }
}
