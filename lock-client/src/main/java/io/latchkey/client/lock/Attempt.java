package io.latchkey.client.lock;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.FencingToken;
import io.latchkey.client.LockLease;
import io.latchkey.client.LockUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Loop;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One try to get a lock: at most one entry in the queue, found again by the attempt's own UUID when the answer to its
 * making was lost, and removed again unless it ends as a lease.
 *
 * <p>An attempt belongs to the session that made its entry and fails with it; it never carries on in another one, since the
 * old entry, still visible for a while, could pass for its own.
 */
final class Attempt {
    private static final int ROUNDS_MAX = 16;

    private final LockRoom room;
    private final QueuePath path;
    private final byte[] owner;
    private final @Nullable Duration wait;
    private final boolean onlyIfFree;
    private final String prefix = QueueEntry.prefix(UUID.randomUUID().toString());
    private final CompletableFuture<Optional<LockLease>> result = new CompletableFuture<>();
    private final Watcher watcher = this::onPredecessor;
    private @Nullable Incarnation home;
    private @Nullable String node;
    private @Nullable String watched;
    private Loop.@Nullable Timer timer;
    private long czxid;
    private int rounds;
    private boolean creating;
    private boolean done;

    /**
     * Prepares a try. Any thread.
     *
     * @param wait       how long, null for as long as it takes
     * @param onlyIfFree whether to give up at once when somebody holds the lock
     */
    Attempt(LockRoom room, QueuePath path, String owner, @Nullable Duration wait, boolean onlyIfFree) {
        this.room = room;
        this.path = path;
        this.owner = owner.getBytes(StandardCharsets.UTF_8);
        this.wait = wait;
        this.onlyIfFree = onlyIfFree;
    }

    /**
     * Completes on the loop: with the lease, or empty when it was not granted in time. Whoever cancels it must call
     * {@link #withdraw} as well; a lease that finds it cancelled is released.
     */
    CompletableFuture<Optional<LockLease>> result() {
        return result;
    }

    void start() {
        if (room.session().state() == ConnectionState.CLOSED) {
            fail(Code.CLOSED);
            return;
        }
        room.add(this);
        if (result.isCancelled()) {
            withdraw();
            return;
        }
        if (wait != null) {
            timer = room.core().loop().after(millisRoundedUp(wait), this::onTimeUp);
        }
        if (onlyIfFree) {
            room.roster().list(path.path(), null, this::onFirstLook);
        } else {
            enter();
        }
    }

    private static long millisRoundedUp(Duration wait) {
        long limit = Duration.ofDays(3650).toMillis();
        return wait.compareTo(Duration.ofMillis(limit)) > 0
                ? limit
                : wait.plusNanos(999_999).toMillis();
    }

    /** A lock that is held costs one read and no transaction. */
    private void onFirstLook(Outcome<Queue> outcome) {
        if (done) {
            return;
        }
        if (outcome.code() == Code.NO_NODE || (outcome.ok() && outcome.get().isEmpty())) {
            enter();
        } else if (outcome.ok()) {
            finish(Optional.empty());
        } else if (outcome.code() == Code.CONNECTION_LOST && ++rounds < ROUNDS_MAX) {
            room.roster().list(path.path(), null, this::onFirstLook);
        } else {
            fail(outcome.code());
        }
    }

    // ---- joining the queue

    /** Creates the entry and lists the queue right behind it, in one round trip. */
    private void enter() {
        if (++rounds > ROUNDS_MAX) {
            fail(new LockUnavailableException("lock " + path.name() + ": cannot make a queue entry, gave up"));
            return;
        }
        creating = true;
        ZkRequest.CreateNode create =
                new ZkRequest.CreateNode(path.entry(prefix), owner, ZkRequest.Mode.EPHEMERAL_SEQUENTIAL);
        room.session().submit(create, home, this::onCreated);
        int round = rounds;
        room.roster().list(path.path(), home, outcome -> {
            if (round == rounds && node != null) {
                onListedAtOnce(outcome);
            }
        });
    }

    private void onListedAtOnce(Outcome<Queue> outcome) {
        if (outcome.incarnation() == home) {
            onListed(outcome);
        } else {
            list(); // the listing was not sent along after all
        }
    }

    private void onCreated(Outcome<ZkRequest.Created> outcome) {
        creating = false;
        switch (outcome.code()) {
            case OK -> {
                ZkRequest.Created created = outcome.get();
                entered(
                        created.path().substring(path.path().length() + 1),
                        created.stat().czxid(),
                        outcome);
            }
            case NO_NODE -> makeParents();
            case CONNECTION_LOST -> {
                home = outcome.incarnation();
                recover();
            }
            default -> fail(outcome.code());
        }
    }

    private void entered(String node, long czxid, Outcome<?> outcome) {
        this.node = node;
        this.czxid = czxid;
        this.home = outcome.incarnation();
        if (done) {
            removeEntry();
        }
    }

    private void makeParents() {
        if (done) {
            return;
        }
        room.makeParents(path, code -> {
            boolean made = code == Code.OK || code == Code.NODE_EXISTS;
            // without the connection the next try finds out itself; without its parent, another client's may be on its
            // way
            if (!done && (made || code == Code.CONNECTION_LOST)) {
                enter();
            } else if (!done) {
                fail(code);
            }
        });
    }

    /**
     * The answer to the create was lost: did it happen? Asked behind a sync, since the server we are on now may not have
     * applied yet what the one before has passed on.
     */
    private void recover() {
        Incarnation session = home;
        if (session == null || !session.alive()) {
            fail(Code.SESSION_EXPIRED);
            return;
        }
        room.session().submit(new ZkRequest.Sync(path.path()), session, outcome -> {});
        room.roster().list(path.path(), session, outcome -> {
            switch (outcome.code()) {
                case OK -> onRecovered(session, outcome.get().first(prefix));
                case NO_NODE -> onRecovered(session, null);
                case CONNECTION_LOST -> recover();
                default -> fail(outcome.code());
            }
        });
    }

    private void onRecovered(Incarnation session, @Nullable QueueEntry found) {
        if (found == null) {
            if (!done) {
                enter();
            }
            return;
        }
        room.session().submit(new ZkRequest.NodeExists(path.entry(found.node()), null), session, outcome -> {
            if (outcome.code() == Code.OK && outcome.get().ephemeralOwner() == session.id()) {
                adopt(found, outcome);
            } else if (outcome.code() == Code.CONNECTION_LOST || outcome.code() == Code.NO_NODE) {
                recover();
            } else {
                fail(outcome.ok() ? Code.SESSION_EXPIRED : outcome.code());
            }
        });
    }

    private void adopt(QueueEntry found, Outcome<NodeStat> outcome) {
        entered(found.node(), outcome.get().czxid(), outcome);
        list();
    }

    // ---- in the queue

    private void list() {
        Incarnation session = home;
        if (!done && session != null) {
            room.roster().list(path.path(), session, this::onListed);
        }
    }

    private void onListed(Outcome<Queue> outcome) {
        String mine = node;
        if (done || mine == null) {
            return;
        }
        if (outcome.code() == Code.CONNECTION_LOST) {
            list();
        } else if (outcome.code() != Code.OK && outcome.code() != Code.NO_NODE) {
            fail(outcome.code());
        } else if (!outcome.ok() || outcome.get().placeOf(mine) < 0) {
            fail(new LockUnavailableException("lock " + path.name() + ": the queue entry has been removed"));
        } else {
            decide(outcome.get().before(mine));
        }
    }

    private void decide(@Nullable QueueEntry predecessor) {
        if (predecessor == null) {
            grant();
        } else if (onlyIfFree) {
            finish(Optional.empty());
        } else if (watched == null || !watched.equals(path.entry(predecessor.node()))) {
            watch(path.entry(predecessor.node()));
        }
    }

    /** Waits for one neighbour only, so that a release wakes one waiter. Reading leaves no watch if it is gone already. */
    private void watch(String predecessor) {
        unwatch();
        watched = predecessor;
        room.session().submit(new ZkRequest.ReadNode(predecessor, watcher), home, outcome -> {
            if (done) {
                room.session().unwatch(predecessor, watcher);
            } else if (outcome.code() == Code.NO_NODE || outcome.code() == Code.CONNECTION_LOST) {
                watched = null;
                list();
            } else if (!outcome.ok()) {
                fail(outcome.code());
            }
        });
    }

    private void onPredecessor(WatchEvent event) {
        watched = null;
        list();
    }

    private void unwatch() {
        if (watched != null) {
            room.session().unwatch(watched, watcher);
            watched = null;
        }
    }

    // ---- ending

    private void grant() {
        Incarnation session = home;
        String mine = node;
        if (session == null || mine == null || !session.alive()) {
            fail(Code.SESSION_EXPIRED);
            return;
        }
        end();
        Hold hold = new Hold(room, path.entry(mine), new FencingToken(path.name(), czxid), session);
        room.add(hold);
        hold.watchEntry();
        LockLease lease = hold.firstHandle();
        if (!result.complete(Optional.of(lease))) {
            lease.close();
        }
    }

    private void onTimeUp() {
        if (done) {
            return;
        }
        if (room.session().state() == ConnectionState.CONNECTED) {
            finish(Optional.empty());
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
    void withdraw() {
        finish(Optional.empty());
    }

    private void fail(Code code) {
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

    void fail(LockUnavailableException failure) {
        if (!done) {
            end();
            removeEntry();
            result.completeExceptionally(failure);
        }
    }

    private void finish(Optional<LockLease> outcome) {
        if (!done) {
            end();
            removeEntry();
            result.complete(outcome);
        }
    }

    private void end() {
        done = true;
        room.remove(this);
        unwatch();
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Takes the entry out of the queue; while its making is under way, {@link #entered} comes back to it. */
    private void removeEntry() {
        String mine = node;
        Incarnation session = home;
        if (!creating && mine != null && session != null) {
            node = null;
            room.removeEntry(path.entry(mine), session, removed -> {});
        }
    }
}
