package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What may be on the disk when power goes: the pages of the last force, and any of the pages written since. */
final class PowerCut {
    private static final int PAGE = 4096;
    private static final int SECTOR = 512;

    private final Path journal;
    private @Nullable Path file;
    private byte[] durable = {};

    PowerCut(Path journal) {
        this.journal = journal;
    }

    /** Whether another segment is in use than at the last force. */
    boolean rolled() throws IOException {
        return !active(journal).equals(file);
    }

    /** Everything was made durable just now. */
    void forced() throws IOException {
        file = active(journal);
        durable = Files.readAllBytes(file);
    }

    /** Makes of a copy of the live directory what a cut of power may have left. */
    void cut(Path copy, Random random) throws IOException {
        Path live = active(copy);
        byte[] written = Files.readAllBytes(live);
        byte[] left = durable.clone();
        int kind = random.nextInt(4);
        for (int at = 0; at < written.length; at += PAGE) {
            boolean firstOnly = kind == 1;
            boolean none = kind == 2;
            if (firstOnly ? at == 0 : !none && random.nextBoolean()) {
                copyPage(written, left, at, kind == 3, random);
            }
        }
        Files.write(live, left);
        mistreat(copy.resolve("metadata.cq4t"), random);
    }

    private static void copyPage(byte[] from, byte[] to, int at, boolean torn, Random random) {
        for (int sector = at; sector < at + PAGE; sector += SECTOR) {
            if (!torn || random.nextBoolean()) {
                System.arraycopy(from, sector, to, sector, SECTOR);
            }
        }
    }

    private static void mistreat(Path metadata, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(metadata);
        switch (random.nextInt(4)) {
            case 0 -> Files.delete(metadata);
            case 1 -> random.nextBytes(bytes);
            case 2 -> Arrays.fill(bytes, (byte) 0);
            default -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
        }
        Files.write(metadata, bytes);
    }

    private static Path active(Path journal) throws IOException {
        List<Path> active = Directories.list(journal).stream()
                .filter(p -> p.toString().endsWith(".cq4"))
                .toList();
        return active.get(0);
    }
}
