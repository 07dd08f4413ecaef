package io.latchkey.client.lock;

import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import org.jspecify.annotations.Nullable;

/**
 * The way that every ZooKeeper knows: creates the entry and lists the queue in one round trip, then watches the neighbour
 * before it.
 */
final class QueueWay implements Way {
    private final Attempt attempt;
    private final LockRoom room;
    private final QueuePath path;
    private final Watcher watcher = this::onPredecessor;
    private final Watcher ownWatcher = this::onOwnEntry;
    private @Nullable String watched;
    /** The entry itself, if somebody may take it away to end a deadlock. */
    private @Nullable String watchedOwn;

    QueueWay(Attempt attempt) {
        this.attempt = attempt;
        this.room = attempt.room();
        this.path = attempt.path();
    }

    @Override
    public void start() {
        if (attempt.needsServers()) {
            attempt.failWithoutServers();
        } else if (attempt.onlyIfFree()) {
            room.roster().list(path.path(), null, this::onFirstLook);
        } else {
            enter();
        }
    }

    /** A lock that is held costs one read and no transaction. */
    private void onFirstLook(Outcome<Queue> outcome) {
        if (attempt.isDone()) {
            return;
        }
        if (outcome.code() == Code.NO_NODE || (outcome.ok() && outcome.get().isFree(attempt.kind()))) {
            enter();
        } else if (outcome.ok()) {
            attempt.finish();
        } else if (outcome.code() != Code.CONNECTION_LOST) {
            attempt.fail(outcome.code());
        } else if (attempt.mayTryAgain()) {
            room.roster().list(path.path(), null, this::onFirstLook);
        }
    }

    // ---- joining the queue

    /** Creates the entry and lists the queue right behind it, in one round trip. */
    private void enter() {
        if (attempt.needsServers()) {
            attempt.failWithoutServers();
            return;
        }
        if (!attempt.mayTryAgain()) {
            return;
        }
        attempt.making();
        ZkRequest.CreateNode create = new ZkRequest.CreateNode(
                path.entry(attempt.prefix()), attempt.owner(), ZkRequest.Mode.EPHEMERAL_SEQUENTIAL);
        Incarnation session = attempt.home();
        room.session().submit(create, session, this::onCreated);
        int round = attempt.rounds();
        room.roster().list(path.path(), session, outcome -> {
            if (round == attempt.rounds() && attempt.node() != null) {
                onListedAtOnce(outcome);
            }
        });
    }

    private void onListedAtOnce(Outcome<Queue> outcome) {
        if (outcome.incarnation() == attempt.home()) {
            onListed(outcome);
        } else {
            list(); // the listing was not sent along after all
        }
    }

    private void onCreated(Outcome<ZkRequest.Created> outcome) {
        attempt.madeNothing();
        switch (outcome.code()) {
            case OK -> {
                ZkRequest.Created created = outcome.get();
                attempt.entered(path.nodeOf(created.path()), created.stat().czxid(), outcome);
            }
            case NO_NODE -> attempt.makeParents(this::enter);
            case CONNECTION_LOST -> {
                attempt.belongsTo(outcome.incarnation());
                recover();
            }
            default -> attempt.fail(outcome.code());
        }
    }

    /**
     * The answer to the making was lost: did it happen? Asked behind a sync, since the server we are on now may not have
     * applied yet what the one before has passed on.
     */
    void recover() {
        Incarnation session = attempt.home();
        if (session == null || !session.alive()) {
            attempt.fail(Code.SESSION_EXPIRED);
            return;
        }
        room.session().submit(new ZkRequest.Sync(path.path()), session, outcome -> {});
        room.roster().list(path.path(), session, outcome -> {
            switch (outcome.code()) {
                case OK -> onRecovered(session, outcome.get().first(attempt.prefix()));
                case NO_NODE -> onRecovered(session, null);
                case CONNECTION_LOST -> recover();
                default -> attempt.fail(outcome.code());
            }
        });
    }

    private void onRecovered(Incarnation session, @Nullable QueueEntry found) {
        if (found == null) {
            if (attempt.isJoined()) {
                attempt.failRemoved();
            } else if (!attempt.isDone()) {
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
                attempt.fail(outcome.ok() ? Code.SESSION_EXPIRED : outcome.code());
            }
        });
    }

    private void adopt(QueueEntry found, Outcome<NodeStat> outcome) {
        attempt.entered(found.node(), outcome.get().czxid(), outcome);
        list();
    }

    // ---- in the queue

    /** Looks where the entry stands. */
    void list() {
        Incarnation session = attempt.home();
        if (!attempt.isDone() && session != null) {
            room.roster().list(path.path(), session, this::onListed);
        }
    }

    private void onListed(Outcome<Queue> outcome) {
        String mine = attempt.node();
        if (attempt.isDone() || mine == null) {
            return;
        }
        if (outcome.code() == Code.CONNECTION_LOST) {
            list();
        } else if (outcome.code() != Code.OK && outcome.code() != Code.NO_NODE) {
            attempt.fail(outcome.code());
        } else if (!outcome.ok() || outcome.get().placeOf(mine) < 0) {
            attempt.failRemoved();
        } else {
            decide(outcome.get().before(mine));
        }
    }

    private void decide(@Nullable QueueEntry predecessor) {
        if (predecessor == null) {
            attempt.grant(false);
        } else if (attempt.onlyIfFree()) {
            attempt.finish();
        } else {
            if (watched == null || !watched.equals(path.entry(predecessor.node()))) {
                watch(path.entry(predecessor.node()));
            }
            watchOwn();
        }
    }

    private void watchOwn() {
        String mine = attempt.node();
        if (!attempt.mayBeVictim() || watchedOwn != null || mine == null) {
            return;
        }
        String own = path.entry(mine);
        watchedOwn = own;
        room.session().submit(new ZkRequest.ReadNode(own, ownWatcher), attempt.home(), outcome -> {
            if (attempt.isDone()) {
                room.session().unwatch(own, ownWatcher);
            } else if (outcome.code() == Code.NO_NODE || outcome.code() == Code.CONNECTION_LOST) {
                watchedOwn = null;
                list();
            } else if (!outcome.ok()) {
                attempt.fail(outcome.code());
            }
        });
    }

    private void onOwnEntry(WatchEvent event) {
        watchedOwn = null;
        if (event.kind() == WatchEvent.Kind.DELETED) {
            list();
        } else {
            watchOwn();
        }
    }

    /** Waits for one neighbour only, so that a release wakes one waiter. Reading leaves no watch if it is gone already. */
    private void watch(String predecessor) {
        unwatchPredecessor();
        watched = predecessor;
        room.session().submit(new ZkRequest.ReadNode(predecessor, watcher), attempt.home(), outcome -> {
            if (attempt.isDone()) {
                room.session().unwatch(predecessor, watcher);
            } else if (outcome.code() == Code.NO_NODE || outcome.code() == Code.CONNECTION_LOST) {
                watched = null;
                list();
            } else if (!outcome.ok()) {
                attempt.fail(outcome.code());
            }
        });
    }

    private void onPredecessor(WatchEvent event) {
        watched = null;
        list();
    }

    @Override
    public void end() {
        unwatchPredecessor();
        if (watchedOwn != null) {
            room.session().unwatch(watchedOwn, ownWatcher);
            watchedOwn = null;
        }
    }

    private void unwatchPredecessor() {
        if (watched != null) {
            room.session().unwatch(watched, watcher);
            watched = null;
        }
    }
}
