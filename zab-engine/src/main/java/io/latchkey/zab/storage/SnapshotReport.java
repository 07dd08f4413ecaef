package io.latchkey.zab.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot file, for people.
 *
 * @param problem what is wrong with it, null if its checksum is right
 */
public record SnapshotReport(
        Path file, long zxid, long bytes, @Nullable String problem) {}
