package io.latchkey.client.session;

import java.util.concurrent.Executor;

/** One thread that runs everything of a client in turn. {@link #execute} may be called from any thread. */
public interface Loop extends Executor {

    /** A timer that can be called off. */
    interface Timer {
        /** Calls it off; does nothing when it has fired. Loop only. */
        void cancel();
    }

    /** Whether the caller is on the loop. */
    boolean isCurrent();

    /** Runs a task once on the loop after at least the given time. Loop only. */
    Timer after(long millis, Runnable task);

    /** Runs a task on the loop again and again. Loop only. */
    Timer every(long millis, Runnable task);
}
