package io.latchkey.client.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs tasks one at a time in order on another executor. Any thread; never blocks. */
public final class SerialExecutor implements Executor {
    private final Executor executor;
    private final ReentrantLock guard = new ReentrantLock();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /** On top of the given executor. */
    public SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        guard.lock();
        try {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        } finally {
            guard.unlock();
        }
        executor.execute(this::drain);
    }

    private void drain() {
        Runnable task = next();
        while (task != null) {
            runToEnd(task);
            task = next();
        }
    }

    /** A failure of one task must neither lose the others nor hide itself: the rest goes on in a turn of its own. */
    private void runToEnd(Runnable task) {
        boolean returned = false;
        try {
            task.run();
            returned = true;
        } finally {
            if (!returned) {
                executor.execute(this::drain);
            }
        }
    }

    private @Nullable Runnable next() {
        guard.lock();
        try {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        } finally {
            guard.unlock();
        }
    }
}
