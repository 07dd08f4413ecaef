package io.latchkey.zab.runtime;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** How the engine's threads end. */
final class Threads {
    private Threads() {}

    /** Waits until the thread has ended, unless it is the caller. An interrupt is kept for later: half ended is worse. */
    static void join(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        untilDone(thread::join);
    }

    static void await(CountDownLatch latch) {
        untilDone(latch::await);
    }

    private interface Waiting {
        void untilDone() throws InterruptedException;
    }

    private static void untilDone(Waiting waiting) {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                waiting.untilDone();
                done = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
