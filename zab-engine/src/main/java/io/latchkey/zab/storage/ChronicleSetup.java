package io.latchkey.zab.storage;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.threads.DiskSpaceMonitor;
import net.openhft.posix.PosixAPI;

/**
 * Makes Chronicle a quiet guest in this process. What it logs goes to slf4j under its own class names, as it does by
 * default, but for its banner and its remarks on performance: those are debug messages here. Its disk monitor, a
 * thread that polls the disk, is stopped: prepared segments guard against a full disk.
 */
final class ChronicleSetup {
    private ChronicleSetup() {}

    /** Before the first queue is opened; again does nothing more. */
    static void apply() {
        Jvm.setPerfExceptionHandler((log, message, thrown) -> log.debug(message, thrown));
        DiskSpaceMonitor.INSTANCE.close();
    }

    /** What it loads and links to is done once in a process, by whoever comes first. */
    static void warmUp() {
        apply();
        PosixAPI.posix();
        SingleChronicleQueueBuilder.addAliases();
    }
}
