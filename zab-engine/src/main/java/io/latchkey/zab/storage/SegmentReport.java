package io.latchkey.zab.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is in one segment of a journal, for people.
 *
 * @param records whole ones, from the first on
 * @param counted how many of them are part of the history; what follows is a tail that was cut at a start
 * @param bytes that the counted ones take, with Chronicle's own
 * @param base last zxid of the history before
 * @param last last zxid of the history behind the counted ones
 * @param problem what is wrong, null if nothing is
 */
public record SegmentReport(
        Path file,
        int records,
        int counted,
        long bytes,
        long base,
        long last,
        @Nullable String problem) {}
