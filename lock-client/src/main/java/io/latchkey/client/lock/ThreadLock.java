package io.latchkey.client.lock;

import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockLease;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** The {@link Lock} view: counts holds per thread. */
final class ThreadLock implements Lock {
    /** One lease per hold of this thread, the newest first. */
    private record Held(LockLease lease, @Nullable Held outer) {}

    private final DistributedLock lock;
    private final Map<Thread, Held> held = new ConcurrentHashMap<>();

    ThreadLock(DistributedLock lock) {
        this.lock = lock;
    }

    @Override
    public void lock() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    lockInterruptibly();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // this method is not interruptible: try again, tell the caller afterwards
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (!reentered()) {
            push(lock.acquire());
        }
    }

    @Override
    public boolean tryLock() {
        try {
            return reentered() || pushed(lock.tryAcquire());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return reentered() || pushed(lock.tryAcquire(Duration.ofNanos(Math.max(0, unit.toNanos(time)))));
    }

    private boolean reentered() {
        Held outer = held.get(Thread.currentThread());
        if (outer == null) {
            return false;
        }
        push(outer.lease().reenter());
        return true;
    }

    private boolean pushed(Optional<LockLease> lease) {
        lease.ifPresent(this::push);
        return lease.isPresent();
    }

    private void push(LockLease lease) {
        Thread me = Thread.currentThread();
        held.put(me, new Held(lease, held.get(me)));
    }

    @Override
    public void unlock() {
        Held mine = held.get(Thread.currentThread());
        if (mine == null) {
            throw new IllegalMonitorStateException("lock " + lock.name() + " is not held by this thread");
        }
        if (mine.outer() == null) {
            held.remove(Thread.currentThread());
        } else {
            held.put(Thread.currentThread(), mine.outer());
        }
        boolean valid = mine.lease().isValid();
        mine.lease().close();
        if (!valid) {
            throw new LeaseLostException("lock " + lock.name() + " had been lost before it was unlocked");
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a distributed lock has no conditions");
    }
}
