package io.latchkey.client.lock;

import io.latchkey.client.DLock;
import io.latchkey.client.DReadWriteLock;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockLease;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/** The {@link ReadWriteLock} view: one lease for each thread, and how often it has entered in either way. */
final class ThreadReadWriteLock implements ReadWriteLock {
    /** Of a writer while {@code writes} is above 0, else of a reader. */
    private record Held(LockLease lease, int writes, int reads) {}

    private final DReadWriteLock lock;
    private final Map<Thread, Held> held = new ConcurrentHashMap<>();
    private final Lock readLock;
    private final Lock writeLock;

    ThreadReadWriteLock(DReadWriteLock lock) {
        this.lock = lock;
        this.readLock = new View(lock.readLock(), false);
        this.writeLock = new View(lock.writeLock(), true);
    }

    @Override
    public Lock readLock() {
        return readLock;
    }

    @Override
    public Lock writeLock() {
        return writeLock;
    }

    private void put(@Nullable Held now) {
        if (now == null) {
            held.remove(Thread.currentThread());
        } else {
            held.put(Thread.currentThread(), now);
        }
    }

    /** What is taken by one of its threads in one of the two ways. */
    private final class View implements Lock {
        private final DLock source;
        private final boolean writes;

        View(DLock source, boolean writes) {
            this.source = source;
            this.writes = writes;
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
                entered(source.acquire());
            }
        }

        @Override
        public boolean tryLock() {
            try {
                return reentered() || entered(source.tryAcquire());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return reentered() || entered(source.tryAcquire(Duration.ofNanos(Math.max(0, unit.toNanos(time)))));
        }

        private boolean reentered() {
            Held mine = held.get(Thread.currentThread());
            if (mine == null) {
                return false;
            }
            if (writes && mine.writes() == 0) {
                throw new IllegalStateException("this thread holds lock " + lock.name()
                        + " as a reader: as a writer it would wait for itself for ever; unlock the read lock first");
            }
            mine.lease().ensureValid();
            put(new Held(mine.lease(), mine.writes() + (writes ? 1 : 0), mine.reads() + (writes ? 0 : 1)));
            return true;
        }

        private void entered(LockLease lease) {
            put(new Held(lease, writes ? 1 : 0, writes ? 0 : 1));
        }

        private boolean entered(Optional<LockLease> lease) {
            lease.ifPresent(this::entered);
            return lease.isPresent();
        }

        @Override
        public void unlock() {
            Held mine = held.get(Thread.currentThread());
            if (mine == null || (writes ? mine.writes() : mine.reads()) == 0) {
                throw new IllegalMonitorStateException(
                        (writes ? "write" : "read") + " lock " + lock.name() + " is not held by this thread");
            }
            Held rest = new Held(mine.lease(), mine.writes() - (writes ? 1 : 0), mine.reads() - (writes ? 0 : 1));
            boolean valid = mine.lease().isValid();
            if (rest.writes() + rest.reads() == 0) {
                put(null);
                mine.lease().close();
            } else if (valid && writes && rest.writes() == 0) {
                put(null); // if that fails, nothing is held
                put(new Held(downgraded(mine.lease()), 0, rest.reads()));
            } else {
                put(rest);
            }
            if (!valid) {
                throw new LeaseLostException("lock " + lock.name() + " had been lost before it was unlocked");
            }
        }

        /** To unlock is not interruptible. */
        private LockLease downgraded(LockLease writer) {
            return Uninterruptibly.get(lock.downgradeAsync(writer));
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("a distributed lock has no conditions");
        }
    }
}
