package io.latchkey.zab.runtime;

import org.jspecify.annotations.Nullable;

/** How the engine's threads end. */
final class Threads {
    private Threads() {}

    /** Waits until the thread has ended, unless it is the caller. An interrupt is kept for later: half ended is worse. */
    static void join(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
