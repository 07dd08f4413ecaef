package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.FencingToken;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockGuard;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Loop;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.Place;
import io.latchkey.client.session.PlaceListener;
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lock that was granted, shared by one or more lease objects. Safe for any thread unless marked. */
final class Hold implements PlaceListener {
    private enum State {
        HELD,
        RELEASED,
        LOST
    }

    private final LockRoom room;
    /** The entry; or several that come and go together, as one transaction made them. */
    private final List<String> entries;

    private final FencingToken token;
    /** Of the entry; that of a downgraded hold is above the token. */
    private final long czxid;

    private final Incarnation home;
    private final AcquireOptions options;
    private final long grantedNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private final AtomicInteger handles = new AtomicInteger(1);
    private final CompletableFuture<LossReason> lost = new CompletableFuture<>();
    private final CompletableFuture<Boolean> released = new CompletableFuture<>();
    private final CompletableFuture<Boolean> askedBack = new CompletableFuture<>();
    private final Watcher watcher = this::onEntry;
    private Loop.@Nullable Timer limit;
    private boolean delayed;

    /** It has been granted, as far as we know, just now. */
    Hold(LockRoom room, List<String> entries, FencingToken token, Incarnation home, AcquireOptions options) {
        this.room = room;
        this.entries = List.copyOf(entries);
        this.token = token;
        this.czxid = token.zxid();
        this.home = home;
        this.options = options;
        grantedNanos = nanos();
    }

    /** It goes on with another entry. */
    Hold(Hold before, String entryPath, long czxid) {
        this.room = before.room;
        this.entries = List.of(entryPath);
        this.token = before.token;
        this.czxid = czxid;
        this.home = before.home;
        this.options = before.options;
        this.grantedNanos = before.grantedNanos;
    }

    private long nanos() {
        return room.core().options().clock().nanos();
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

    String entryPath() {
        return entries.get(0);
    }

    AcquireOptions options() {
        return options;
    }

    LockGuard guard() {
        return new LockGuard(token.lock(), entries.get(0));
    }

    Incarnation home() {
        return home;
    }

    boolean isValid() {
        return remainingNanos() > 0;
    }

    long remainingNanos() {
        return state.get() == State.HELD ? Math.min(home.remainingNanos(), untilLimitNanos()) : 0;
    }

    /** Until its own time is over; never rises, so that what was invalid once stays so. */
    private long untilLimitNanos() {
        Duration maxHold = options.maxHold();
        return maxHold == null ? Long.MAX_VALUE : Math.max(0, maxHold.toNanos() - (nanos() - grantedNanos));
    }

    /** Completes, on the loop, when the lock is lost. */
    CompletableFuture<LossReason> lost() {
        return lost;
    }

    /**
     * Completes, on the loop, when the lock is asked back.
     *
     * @throws IllegalStateException when nobody may
     */
    CompletableFuture<Boolean> askedBack() {
        if (!options.revocable()) {
            throw new IllegalStateException("lock " + token.lock() + " was not acquired as revocable");
        }
        return askedBack;
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
        boolean valid = isValid();
        if (state.compareAndSet(State.HELD, State.RELEASED)) {
            room.core().onLoop(() -> release(valid));
        } else {
            released.complete(false);
        }
        return released;
    }

    /**
     * The owner's hold ends, its entry stays for the caller to remove.
     *
     * @return false if it had ended before
     */
    boolean surrender() {
        if (!state.compareAndSet(State.HELD, State.RELEASED)) {
            return false;
        }
        room.core().onLoop(this::forget);
        return true;
    }

    /** Whether the caller's is the only handle; then there are none any more. */
    boolean takeOnlyHandle() {
        return handles.compareAndSet(1, 0);
    }

    boolean isShared() {
        return handles.get() > 1;
    }

    private void release(boolean valid) {
        forget();
        removeEntries(removed -> released.complete(valid && removed));
    }

    /** @param done gets whether all were there until now */
    private void removeEntries(Consumer<Boolean> done) {
        AtomicInteger left = new AtomicInteger(entries.size());
        AtomicInteger removed = new AtomicInteger();
        for (String entry : entries) {
            room.removeEntry(entry, home, was -> {
                removed.addAndGet(was ? 1 : 0);
                if (left.decrementAndGet() == 0) {
                    done.accept(removed.get() == entries.size());
                }
            });
        }
    }

    /** The entry has gone in exchange for something else, which is nobody's loss. Loop only. */
    void exchanged() {
        if (state.compareAndSet(State.HELD, State.RELEASED)) {
            forget();
            released.complete(true);
        }
    }

    /** Loop only. */
    void lose(LossReason reason) {
        if (state.compareAndSet(State.HELD, State.LOST)) {
            forget();
            if (reason == LossReason.ENTRY_REMOVED && entries.size() > 1) {
                removeEntries(removed -> {}); // of those that come together, the rest is worth nothing
            }
            lost.complete(reason);
        }
    }

    /** Its own time is over: it is lost before anybody else can have it. Loop only. */
    private void onLimit() {
        if (state.get() == State.HELD) {
            lose(LossReason.MAX_HOLD);
            removeEntries(removed -> {});
        }
    }

    private void forget() {
        if (limit != null) {
            limit.cancel();
        }
        if (delayed) {
            delayed = false;
            home.delaysLocks(-1);
        }
        room.remove(this);
        for (String entry : entries) {
            room.session().unwatch(entry, watcher);
            room.session().unfollow(entry);
        }
    }

    /**
     * Begins to notice when somebody else removes the entry, when it is asked back, and when its time is over. Loop only.
     *
     * @param followed whether the server tells of that anyway
     */
    void listen(boolean followed) {
        if (!options.lockDelay().isZero()) {
            delayed = true;
            home.delaysLocks(1);
        }
        if (followed) {
            entries.forEach(entry -> room.session().follow(entry, this));
        }
        if (!followed || options.revocable()) {
            entries.forEach(this::watchEntry); // followers are not told of data
        }
        if (options.maxHold() != null) {
            Duration rest = Duration.ofNanos(untilLimitNanos());
            limit = room.core().loop().after(LockRoom.millisRoundedUp(rest), this::onLimit);
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
        if (!options.revocable()) { // else it is watched already
            entries.forEach(this::watchEntry);
        }
    }

    private void watchEntry(String entryPath) {
        if (state.get() != State.HELD) {
            return;
        }
        room.session().submit(new ZkRequest.ReadNode(entryPath, watcher), home, outcome -> {
            if (state.get() != State.HELD) {
                room.session().unwatch(entryPath, watcher);
            } else if (outcome.ok()) {
                if (options.revocable() && ReleaseRequest.isIn(outcome.get().data())) {
                    askedBack.complete(true);
                }
            } else if (outcome.code() == Code.NO_NODE) {
                lose(LossReason.ENTRY_REMOVED);
            } else if (outcome.code() == Code.CONNECTION_LOST) {
                watchEntry(entryPath);
            }
        });
    }

    private void onEntry(WatchEvent event) {
        if (event.kind() == WatchEvent.Kind.DELETED) {
            lose(LossReason.ENTRY_REMOVED);
        } else {
            watchEntry(event.path());
        }
    }

    /** Asks the servers, as often as the answer gets lost on the way. Completes on the loop. */
    CompletableFuture<Void> verify() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        room.core().onLoop(() -> ask(answer, 0));
        return answer;
    }

    /** A question that went down with its connection is asked again on the next: the session bounds how long that goes on. */
    private void ask(CompletableFuture<Void> answer, int next) {
        String entryPath = entries.get(next);
        room.session().submit(new ZkRequest.Sync(entryPath), home, outcome -> {});
        room.session().submit(new ZkRequest.NodeExists(entryPath, null), home, outcome -> {
            if (outcome.ok() && isMine(outcome) && isValid() && next + 1 < entries.size()) {
                ask(answer, next + 1);
            } else if (outcome.ok() && isMine(outcome) && isValid()) {
                answer.complete(null);
            } else if (outcome.ok() && isMine(outcome)) {
                answer.completeExceptionally(notHeld("is not valid any more")); // why is found out elsewhere
            } else if (outcome.ok() || outcome.code() == Code.NO_NODE) {
                lose(LossReason.ENTRY_REMOVED);
                answer.completeExceptionally(notHeld("is not held any more"));
            } else if (outcome.code() == Code.CONNECTION_LOST) {
                ask(answer, next);
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
        return outcome.get().ephemeralOwner() == home.id() && outcome.get().czxid() == czxid;
    }
}
