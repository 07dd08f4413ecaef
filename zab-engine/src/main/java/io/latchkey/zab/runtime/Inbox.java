package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes to the engine thread. Any thread puts in and none waits; the engine thread takes all at once.
 *
 * <p>Bounds: submissions count until they are {@link #release}d, by number and by bytes, and are refused beyond. Of a
 * peer, {@link Mailbox} takes only so much and then gives up the link, which is the one honest way to lose a frame.
 * Ticks, tickets, the state of links and the end of a snapshot are overwritten by their successors.
 */
final class Inbox implements PeerTransport.Listener {
    private static final int TOUCHES_MAX = 1 << 20;
    private static final int SUBSCRIBERS_MAX = 1 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final int pendingMax;
    private final long pendingBytesMax;
    private final BiConsumer<Integer, Long> resetLink;
    private final Mailbox[] mailboxes = new Mailbox[256]; // by server id
    private final List<Mailbox> mailboxesUsed = new ArrayList<>();
    private final Set<Long> touches = new HashSet<>();
    private List<Intake.Submitted> submissions = new ArrayList<>();
    private final List<Pending> syncs = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<Subscriber> leavers = new ArrayList<>(); // at most as many as have subscribed
    private boolean serving;
    private int pending;
    private long pendingBytes;
    private long durableTicket;
    private boolean tick;
    private boolean closed;
    private boolean mail;
    private boolean waiting;
    private Intake.@Nullable SnapshotOutcome snapshot;
    private @Nullable Throwable failure;

    /** @param resetLink called with peer and link when a peer sends more than the engine keeps up with */
    Inbox(int pendingMax, long pendingBytesMax, BiConsumer<Integer, Long> resetLink) {
        this.pendingMax = pendingMax;
        this.pendingBytesMax = pendingBytesMax;
        this.resetLink = resetLink;
    }

    /** False, and nothing is taken, if the server does not serve or too much is pending. */
    boolean offer(Submission submission, Pending whose, int bytes) {
        lock.lock();
        try {
            if (!serving || pending >= pendingMax || pendingBytes + bytes > pendingBytesMax) {
                return false;
            }
            pending++;
            pendingBytes += bytes;
            submissions.add(new Intake.Submitted(submission, whose, bytes));
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** As the other one, for one who only wants to see all that is committed; weighs nothing, but counts. */
    boolean offerSync(Pending whose) {
        lock.lock();
        try {
            if (!serving || pending >= pendingMax) {
                return false;
            }
            pending++;
            syncs.add(whose);
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** These many submissions, and their bytes, wait no longer. */
    void release(int count, long bytes) {
        lock.lock();
        try {
            pending -= count;
            pendingBytes -= bytes;
        } finally {
            lock.unlock();
        }
    }

    /** From now on submissions are taken. Engine thread. */
    void open() {
        lock.lock();
        try {
            serving = !closed;
        } finally {
            lock.unlock();
        }
    }

    /** From now on submissions are refused, and those that wait here are forgotten. Engine thread. */
    void shut() {
        lock.lock();
        try {
            serving = false;
            for (Intake.Submitted s : submissions) {
                pending--;
                pendingBytes -= s.bytes();
            }
            submissions.clear();
            pending -= syncs.size();
            syncs.clear();
        } finally {
            lock.unlock();
        }
    }

    int pending() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /** Kept until the next tick; wakes nobody. */
    void touch(long[] sessionIds) {
        lock.lock();
        try {
            for (long id : sessionIds) {
                if (touches.size() < TOUCHES_MAX) {
                    touches.add(id);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** False if the engine has ended and will tell nobody anything any more. */
    boolean subscribe(Subscriber subscriber) {
        lock.lock();
        try {
            if (subscribers.size() >= SUBSCRIBERS_MAX) {
                throw new IllegalStateException("more than " + SUBSCRIBERS_MAX + " subscribers");
            }
            if (closed) {
                return false;
            }
            subscribers.add(subscriber);
            wake();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** After all that have subscribed before. */
    void unsubscribe(Subscriber subscriber) {
        put(() -> {
            if (!closed) {
                leavers.add(subscriber);
            }
        });
    }

    void tick() {
        put(() -> tick = true);
    }

    void durable(long ticket) {
        put(() -> durableTicket = ticket);
    }

    void snapshotEnded(long zxid, @Nullable Throwable problem) {
        put(() -> snapshot = new Intake.SnapshotOutcome(zxid, problem));
    }

    /** Something that this server can't survive; the first one counts. */
    void fail(Throwable problem) {
        put(() -> failure = failure == null ? problem : failure);
    }

    @Override
    public void onLinkUp(int peer, long link, int version) {
        put(() -> {
            mailbox(peer).up(link, version);
            mail = true;
        });
    }

    @Override
    public void onLinkDown(int peer, long link) {
        put(() -> {
            mailbox(peer).down(link);
            mail = true;
        });
    }

    @Override
    public void onFrame(int peer, long link, byte[] frame) {
        boolean overflown;
        lock.lock();
        try {
            overflown = mailbox(peer).add(link, frame);
            mail = true;
            wake();
        } finally {
            lock.unlock();
        }
        if (overflown) {
            resetLink.accept(peer, link);
        }
    }

    void snapshotSent(int peer, long link) {
        put(() -> {
            mailbox(peer).snapshotSent(link);
            mail = true;
        });
    }

    private Mailbox mailbox(int peer) {
        Mailbox box = mailboxes[peer];
        if (box == null) {
            box = new Mailbox(peer, pendingBytesMax + 2L * PeerTransport.FRAME_BYTES_MAX);
            mailboxes[peer] = box;
            mailboxesUsed.add(box);
        }
        return box;
    }

    /** The engine ends: nothing is taken any more. */
    void close() {
        put(() -> {
            closed = true;
            serving = false;
        });
    }

    private void put(Runnable change) {
        lock.lock();
        try {
            change.run();
            wake();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (waiting) {
            arrival.signal();
        }
    }

    /**
     * Waits until there is something to do, then hands everything over. Engine thread.
     *
     * @param diskLags leave submissions and what peers say here for now: they would only make more to write
     */
    void take(Intake intake, boolean diskLags) {
        intake.clear();
        lock.lock();
        try {
            while (!hasWork(diskLags)) {
                waiting = true;
                arrival.awaitUninterruptibly();
                waiting = false;
            }
            hand(intake, diskLags);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasWork(boolean diskLags) {
        boolean urgent = tick || durableTicket > 0 || closed || failure != null || snapshot != null;
        return urgent
                || !subscribers.isEmpty()
                || !leavers.isEmpty()
                || (!diskLags && (mail || !submissions.isEmpty() || !syncs.isEmpty()));
    }

    private void hand(Intake intake, boolean diskLags) {
        intake.closed = closed;
        intake.failure = failure;
        intake.snapshot = snapshot;
        intake.durableTicket = durableTicket;
        intake.tick = tick;
        if (tick && !touches.isEmpty()) {
            intake.touches = touches.stream().mapToLong(Long::longValue).toArray();
            touches.clear();
        }
        snapshot = null;
        durableTicket = 0;
        tick = false;
        intake.subscribers.addAll(subscribers);
        subscribers.clear();
        intake.leavers.addAll(leavers);
        leavers.clear();
        if (!diskLags) {
            List<Intake.Submitted> taken = submissions;
            submissions = intake.submissions;
            intake.submissions = taken;
            intake.syncs.addAll(syncs);
            syncs.clear();
            if (mail) {
                mailboxesUsed.forEach(box -> box.handTo(intake));
                mail = false;
            }
        }
    }
}
