package io.latchkey.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What belongs to a test class, or to a test: a server of its own perhaps, and clients. Any thread. */
final class Scope {
    private final @Nullable LatchkeyServer own;
    private final List<Runnable> closing = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private int guests;

    /** @param own null for one that uses the server of a scope around it */
    Scope(@Nullable LatchkeyServer own) {
        this.own = own;
    }

    @Nullable
    LatchkeyServer own() {
        return own;
    }

    /** Something to be closed at the end, the last one first. */
    void add(Runnable close) {
        lock.lock();
        try {
            closing.add(close);
        } finally {
            lock.unlock();
        }
    }

    /** A test begins that uses the server. */
    void enter() {
        lock.lock();
        try {
            guests++;
        } finally {
            lock.unlock();
        }
    }

    /** It has ended; when no other is there, faults that it left are undone. */
    void leave() {
        lock.lock();
        try {
            guests--;
            if (guests == 0 && own != null) {
                own.restore();
            }
        } finally {
            lock.unlock();
        }
    }

    void closeClients() {
        List<Runnable> all;
        lock.lock();
        try {
            all = new ArrayList<>(closing);
            closing.clear();
        } finally {
            lock.unlock();
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).run();
        }
    }
}
