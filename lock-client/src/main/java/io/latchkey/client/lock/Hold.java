package io.latchkey.client.lock;

import io.latchkey.client.FencingToken;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockGuard;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.Place;
import io.latchkey.client.session.PlaceListener;
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A lock that was granted, shared by one or more lease objects. Safe for any thread unless marked. */
final class Hold implements PlaceListener {
    private enum State {
        HELD,
        RELEASED,
        LOST
    }

    private final LockRoom room;
    private final String entryPath;
    private final FencingToken token;
    private final Incarnation home;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private final AtomicInteger handles = new AtomicInteger(1);
    private final CompletableFuture<LossReason> lost = new CompletableFuture<>();
    private final CompletableFuture<Boolean> released = new CompletableFuture<>();
    private final Watcher watcher = this::onEntry;

    Hold(LockRoom room, String entryPath, FencingToken token, Incarnation home) {
        this.room = room;
        this.entryPath = entryPath;
        this.token = token;
        this.home = home;
    }

    LockLease firstHandle() {
        return new Lease(this);
    }

    LockRoom room() {
        return room;
    }

    FencingToken token() {
        return token;
    }

    LockGuard guard() {
        return new LockGuard(token.lock(), entryPath);
    }

    Incarnation home() {
        return home;
    }

    boolean isValid() {
        return state.get() == State.HELD && home.alive();
    }

    long remainingNanos() {
        return state.get() == State.HELD ? home.remainingNanos() : 0;
    }

    /** Completes, on the loop, when the lock is lost. */
    CompletableFuture<LossReason> lost() {
        return lost;
    }

    /** One more lease object. */
    void share() {
        if (!isValid() || handles.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw notHeld("is not held any more");
        }
    }

    /** One lease object less; the last one gives the lock back. */
    CompletableFuture<Boolean> unshare() {
        if (handles.decrementAndGet() > 0) {
            return CompletableFuture.completedFuture(isValid());
        }
        if (state.compareAndSet(State.HELD, State.RELEASED)) {
            room.core().onLoop(this::release);
        } else {
            released.complete(false);
        }
        return released;
    }

    private void release() {
        forget();
        room.removeEntry(entryPath, home, released::complete);
    }

    /** Loop only. */
    void lose(LossReason reason) {
        if (state.compareAndSet(State.HELD, State.LOST)) {
            forget();
            lost.complete(reason);
        }
    }

    private void forget() {
        room.remove(this);
        room.session().unwatch(entryPath, watcher);
        room.session().unfollow(entryPath);
    }

    /**
     * Notices when somebody else removes the entry. Loop only.
     *
     * @param followed whether the server tells of that anyway
     */
    void listen(boolean followed) {
        if (followed) {
            room.session().follow(entryPath, this);
        } else {
            watchEntry();
        }
    }

    @Override
    public void onPlace(Place place) {
        if (place.state() == Place.State.GONE) {
            lose(LossReason.ENTRY_REMOVED);
        }
    }

    @Override
    public void onUnfollowed() {
        watchEntry();
    }

    private void watchEntry() {
        if (state.get() != State.HELD) {
            return;
        }
        room.session().submit(new ZkRequest.ReadNode(entryPath, watcher), home, outcome -> {
            if (state.get() != State.HELD) {
                room.session().unwatch(entryPath, watcher);
            } else if (outcome.code() == Code.NO_NODE) {
                lose(LossReason.ENTRY_REMOVED);
            } else if (outcome.code() == Code.CONNECTION_LOST) {
                watchEntry();
            }
        });
    }

    private void onEntry(WatchEvent event) {
        if (event.kind() == WatchEvent.Kind.DELETED) {
            lose(LossReason.ENTRY_REMOVED);
        } else {
            watchEntry();
        }
    }

    /** Asks the servers, as often as the answer gets lost on the way. Completes on the loop. */
    CompletableFuture<Void> verify() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        room.core().onLoop(() -> ask(answer));
        return answer;
    }

    /** A question that went down with its connection is asked again on the next: the session bounds how long that goes on. */
    private void ask(CompletableFuture<Void> answer) {
        room.session().submit(new ZkRequest.Sync(entryPath), home, outcome -> {});
        room.session().submit(new ZkRequest.NodeExists(entryPath, null), home, outcome -> {
            if (outcome.ok() && isMine(outcome)) {
                answer.complete(null);
            } else if (outcome.ok() || outcome.code() == Code.NO_NODE) {
                lose(LossReason.ENTRY_REMOVED);
                answer.completeExceptionally(notHeld("is not held any more"));
            } else if (outcome.code() == Code.CONNECTION_LOST) {
                ask(answer);
            } else if (outcome.code() == Code.SESSION_EXPIRED) {
                answer.completeExceptionally(notHeld("has gone with its session"));
            } else {
                answer.completeExceptionally(
                        new ServiceUnavailableException("cannot verify lock " + token.lock() + ": " + outcome.code()));
            }
        });
    }

    private LeaseLostException notHeld(String why) {
        return new LeaseLostException("lock " + token.lock() + " " + why);
    }

    private boolean isMine(Outcome<NodeStat> outcome) {
        return outcome.get().ephemeralOwner() == home.id() && outcome.get().czxid() == token.zxid() && isValid();
    }
}
