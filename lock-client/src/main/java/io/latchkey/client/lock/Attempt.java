package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.FencingToken;
import io.latchkey.client.LockLease;
import io.latchkey.client.LockUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Loop;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.Place;
import io.latchkey.client.session.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One try to get a lock: at most one entry in the queue, found again by the attempt's own UUID when the answer to its
 * making was lost, and removed again unless it ends as a lease. How it gets there is for its {@link Way} to know.
 *
 * <p>An attempt belongs to the session that made its entry and fails with it; it never carries on in another one, since the
 * old entry, still visible for a while, could pass for its own.
 */
final class Attempt implements Tries.Try<LockLease> {
    private static final int ROUNDS_MAX = 16;
    /** Where the servers say why they have ended waits, by token. */
    private static final String DEADLOCKS = "/latchkey/deadlocks";

    private final LockRoom room;
    private final QueuePath path;
    private final EntryKind kind;
    private final AcquireOptions options;
    private final byte[] owner;
    private final boolean onlyIfFree;
    private final String prefix;
    private final CompletableFuture<Optional<LockLease>> result = new CompletableFuture<>();
    private Way way = new ServerWay(this);
    private @Nullable Incarnation home;
    private @Nullable String node;
    private Loop.@Nullable Timer timer;
    private long czxid;
    private int rounds;
    private boolean making;
    private boolean done;
    private boolean joined;

    /**
     * Prepares a try. Any thread.
     *
     * @param onlyIfFree whether to give up at once when somebody holds the lock, however long there would be to wait
     */
    Attempt(LockRoom room, QueuePath path, EntryKind kind, AcquireOptions options, boolean onlyIfFree) {
        this.room = room;
        this.path = path;
        this.kind = kind;
        this.options = options;
        this.onlyIfFree = onlyIfFree;
        owner = room.ownerBytes(options);
        prefix = QueueEntry.newPrefix(kind, options);
    }

    /**
     * Completes on the loop: with the lease, or empty when it was not granted in time. Whoever cancels it must call
     * {@link #withdraw} as well; a lease that finds it cancelled is released.
     */
    @Override
    public CompletableFuture<Optional<LockLease>> result() {
        return result;
    }

    @Override
    public void start() {
        if (room.session().state() == ConnectionState.CLOSED) {
            fail(Code.CLOSED);
            return;
        }
        room.add(this);
        if (result.isCancelled()) {
            withdraw();
            return;
        }
        Duration wait = options.waitAtMost();
        if (wait != null && !onlyIfFree) {
            timer = room.core().loop().after(LockRoom.millisRoundedUp(wait), this::onTimeUp);
        }
        if (room.mayAskServers()) {
            way.start();
        } else {
            inZooKeepersWay().start();
        }
    }

    // ---- as a part of several

    /** Begins without doing anything: the entry is made together with others. */
    void startJoined() {
        joined = true;
        room.add(this);
    }

    /** Whether it must not make an entry by itself. */
    boolean isJoined() {
        return joined;
    }

    /** The servers have made its entry, and tell what becomes of it. */
    void placed(Place place, Outcome<?> outcome) {
        ServerWay served = new ServerWay(this);
        way = served;
        served.placed(place, outcome);
    }

    // ---- for its way

    /** Goes on in the way that every ZooKeeper knows. */
    QueueWay inZooKeepersWay() {
        QueueWay next = new QueueWay(this);
        way = next;
        return next;
    }

    LockRoom room() {
        return room;
    }

    QueuePath path() {
        return path;
    }

    EntryKind kind() {
        return kind;
    }

    /** How the names of its entries begin. */
    String prefix() {
        return prefix;
    }

    byte[] owner() {
        return owner;
    }

    boolean onlyIfFree() {
        return onlyIfFree;
    }

    /** Whether the servers may take its entry away while it waits. */
    boolean mayBeVictim() {
        return options.victim();
    }

    /** Whether it wants what only Latchkey's servers can do. */
    boolean needsServers() {
        return !options.lockDelay().isZero();
    }

    void failWithoutServers() {
        fail(new LockUnavailableException("lock " + path.name()
                + ": a lock-delay is for Latchkey's servers to keep, and this one does not speak their protocol"));
    }

    boolean isDone() {
        return done;
    }

    /** The session that it belongs to; null as long as nothing was sent. */
    @Nullable
    Incarnation home() {
        return home;
    }

    /** The name of its entry; null while it has none. */
    @Nullable
    String node() {
        return node;
    }

    /** Counts a try to make or find the entry; false, and it has failed, when there were too many. */
    boolean mayTryAgain() {
        if (++rounds > ROUNDS_MAX) {
            fail(new LockUnavailableException("lock " + path.name() + ": cannot make a queue entry, gave up"));
            return false;
        }
        return true;
    }

    int rounds() {
        return rounds;
    }

    /** A request to make the entry is on its way. */
    void making() {
        making = true;
    }

    /** The answer to it has come, or never will. */
    void madeNothing() {
        making = false;
    }

    /** A request was sent in that session: the entry may be there. */
    void belongsTo(@Nullable Incarnation session) {
        home = session;
    }

    /** The entry is there. If nobody wants it any more, it goes. */
    void entered(String entry, long itsCzxid, Outcome<?> outcome) {
        making = false;
        node = entry;
        czxid = itsCzxid;
        home = outcome.incarnation();
        if (done) {
            removeEntry();
        }
    }

    /** Makes the nodes above the queue, and goes on if the attempt still wants to. */
    void makeParents(Runnable then) {
        if (done) {
            return;
        }
        room.makeParents(path, code -> {
            boolean made = code == Code.OK || code == Code.NODE_EXISTS;
            // without the connection the next try finds out itself; without its parent, another client's may be on its
            // way
            if (!done && (made || code == Code.CONNECTION_LOST)) {
                then.run();
            } else if (!done) {
                fail(code);
            }
        });
    }

    // ---- ending

    /** @param followed whether the server tells what becomes of the entry */
    void grant(boolean followed) {
        Incarnation session = home;
        String mine = node;
        if (session == null || mine == null || !session.alive()) {
            fail(Code.SESSION_EXPIRED);
            return;
        }
        end();
        Hold hold = new Hold(room, List.of(path.entry(mine)), new FencingToken(path.name(), czxid), session, options);
        room.add(hold);
        hold.listen(followed);
        LockLease lease = hold.firstHandle();
        if (!result.complete(Optional.of(lease))) {
            lease.close();
        }
    }

    void onTimeUp() {
        if (done) {
            return;
        }
        if (room.session().state() == ConnectionState.CONNECTED) {
            finish();
        } else {
            fail(new LockUnavailableException(
                    "lock " + path.name() + ": no connection when the time was up; last trouble: "
                            + room.session().lastTrouble()));
        }
    }

    void onExpired(@Nullable Incarnation ended) {
        if (home != null && home == ended) {
            fail(Code.SESSION_EXPIRED);
        }
    }

    /** Nobody wants the lock any more. */
    @Override
    public void withdraw() {
        finish();
    }

    void fail(Code code) {
        String why = switch (code) {
            case SESSION_EXPIRED -> "the session expired while waiting";
            case UNAVAILABLE ->
                "no connection in time; last trouble: " + room.session().lastTrouble();
            case CLOSED -> "the client has been closed";
            case NO_NODE -> "the node above " + path.root() + " does not exist";
            default -> "the server answered " + code;
        };
        fail(new LockUnavailableException("lock " + path.name() + ": " + why));
    }

    /** Somebody took the entry away: perhaps the servers, which then say why. */
    void failRemoved() {
        Incarnation session = home;
        if (!options.victim() || session == null || czxid == 0) {
            failRemoved("the queue entry has been removed");
            return;
        }
        String reason = String.format(Locale.ROOT, "%s/%020d", DEADLOCKS, czxid);
        room.session().submit(new ZkRequest.ReadNode(reason, null), session, outcome -> {
            byte[] circle = outcome.ok() ? outcome.get().data() : null;
            failRemoved(
                    circle == null
                            ? "the queue entry has been removed"
                            : "deadlock: " + new String(circle, StandardCharsets.UTF_8));
        });
    }

    private void failRemoved(String why) {
        fail(new LockUnavailableException("lock " + path.name() + ": " + why));
    }

    void fail(LockUnavailableException failure) {
        if (!done) {
            end();
            removeEntry();
            result.completeExceptionally(failure);
        }
    }

    /** Ends it without a lease. */
    void finish() {
        if (!done) {
            end();
            removeEntry();
            result.complete(Optional.empty());
        }
    }

    private void end() {
        done = true;
        room.remove(this);
        way.end();
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Takes the entry out of the queue; while its making is under way, {@link #entered} comes back to it. */
    private void removeEntry() {
        String mine = node;
        Incarnation session = home;
        if (!making && mine != null && session != null) {
            node = null;
            room.removeEntry(path.entry(mine), session, removed -> {});
        }
    }
}
