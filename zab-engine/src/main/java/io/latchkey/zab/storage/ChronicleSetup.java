package io.latchkey.zab.storage;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.threads.DiskSpaceMonitor;
import net.openhft.posix.PosixAPI;

/**
 * Makes Chronicle a quiet guest in this process. What it logs goes to slf4j under its own class names, as it does by
 * default, but for its banner and its remarks on performance: those are debug messages here. Its disk monitor, a
 * thread that polls the disk, is stopped: prepared segments guard against a full disk.
 *
 * <p>Its own way to the system's library is switched off, since to link to it takes as long as to start Java, and forks
 * a process. Forced writes are not affected: Chronicle maps, grows and locks files through the JDK, and durability is
 * {@link SegmentWriter#force}, the JDK's fsync. All that Chronicle would call is msync with MS_ASYNC when it unmaps a
 * file, which does nothing on Linux and promises nothing elsewhere.
 */
final class ChronicleSetup {
    private ChronicleSetup() {}

    /** Before the first queue is opened; again does nothing more. */
    static void apply() {
        PosixAPI.useNoOpPosixApi(); // first: the class below would link
        Jvm.setPerfExceptionHandler((log, message, thrown) -> log.debug(message, thrown));
        DiskSpaceMonitor.INSTANCE.close();
    }

    /** What it loads and links to is done once in a process, by whoever comes first. */
    static void warmUp() {
        apply();
        SingleChronicleQueueBuilder.addAliases();
    }
}
