package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.LockLease;
import io.latchkey.client.LockUnavailableException;
import io.latchkey.client.MultiLease;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Loop;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.Place;
import io.latchkey.client.session.ZkRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One try to get several locks. Its parts are attempts of their own that wait each in its queue, but their entries are made by
 * one transaction: by one request of Latchkey's, or by a multi. If one part fails, all do.
 *
 * <p>Loop only, except {@link #result}.
 */
final class JointAttempt implements Tries.Try<MultiLease> {
    private static final int ROUNDS_MAX = 16;

    private final LockRoom room;
    private final List<Attempt> parts = new ArrayList<>();
    private final AcquireOptions options;
    private final boolean onlyIfFree;
    private final List<Hold> holds = new ArrayList<>();
    private final CompletableFuture<Optional<MultiLease>> result = new CompletableFuture<>();
    private @Nullable Incarnation home;
    private Loop.@Nullable Timer timer;
    private int rounds;
    private boolean retried;
    private boolean done;

    /** Prepares a try. Any thread. */
    JointAttempt(LockRoom room, List<QueuePath> paths, AcquireOptions options) {
        this.room = room;
        this.options = options;
        Duration wait = options.waitAtMost();
        this.onlyIfFree = wait != null && wait.isZero();
        paths.forEach(path -> parts.add(new Attempt(room, path, EntryKind.LOCK, options, onlyIfFree)));
    }

    @Override
    public CompletableFuture<Optional<MultiLease>> result() {
        return result;
    }

    @Override
    public void start() {
        if (result.isCancelled()) {
            done = true;
            return;
        }
        parts.forEach(part -> {
            var unused = part.result().whenComplete((granted, failure) -> onPart(granted, failure));
        });
        if (room.session().state() == ConnectionState.CLOSED) {
            fail(Code.CLOSED);
            return;
        }
        parts.forEach(Attempt::startJoined);
        Duration wait = options.waitAtMost();
        if (wait != null && !onlyIfFree) {
            timer = room.core().loop().after(LockRoom.millisRoundedUp(wait), () -> open().onTimeUp());
        }
        if (room.mayAskServers()) {
            ask();
        } else {
            goOnInZooKeepersWay();
        }
    }

    /** One of those that have not ended; there is one as long as not all have. */
    private Attempt open() {
        return parts.stream().filter(part -> !part.isDone()).findFirst().orElse(parts.get(0));
    }

    private boolean mayTryAgain() {
        if (done || ++rounds <= ROUNDS_MAX) {
            return !done;
        }
        open().fail(new LockUnavailableException("cannot make queue entries for " + parts.size() + " locks, gave up"));
        return false;
    }

    // ---- by one request of Latchkey's

    private void ask() {
        if (!mayTryAgain()) {
            return;
        }
        parts.forEach(Attempt::making);
        List<ZkRequest.Claim> claims = parts.stream()
                .map(part -> new ZkRequest.Claim(
                        part.path().path(), part.path().containersAtOnce(), part.prefix(), part.owner()))
                .toList();
        room.session().submit(new ZkRequest.Acquire(claims, onlyIfFree, retried), home, this::onAnswer);
    }

    private void onAnswer(Outcome<List<Place>> outcome) {
        parts.forEach(Attempt::madeNothing);
        switch (outcome.code()) {
            case OK -> {
                for (int i = 0; i < parts.size(); i++) { // if one fails, the rest comes and goes again
                    parts.get(i).placed(outcome.get().get(i), outcome);
                }
            }
            case NOT_EMPTY -> withdraw();
            case NO_NODE -> makeParents(this::ask);
            case UNIMPLEMENTED -> onUnimplemented();
            case CONNECTION_LOST -> onLost(outcome.incarnation(), this::ask);
            default -> fail(outcome.code());
        }
    }

    private void onUnimplemented() {
        if (room.session().mayBeExtended()) {
            room.avoidServers(); // ours knows it, but its leader does not yet
        }
        if (retried) {
            recover();
        } else {
            goOnInZooKeepersWay();
        }
    }

    // ---- by a multi

    private void goOnInZooKeepersWay() {
        if (done) {
            return;
        }
        if (parts.get(0).needsServers()) {
            parts.get(0).failWithoutServers();
        } else if (onlyIfFree) {
            list(queues -> {
                boolean free = true;
                for (int i = 0; i < parts.size(); i++) {
                    Queue queue = queues.get(i);
                    free &= queue == null || queue.isFree(parts.get(i).kind());
                }
                if (free) {
                    create();
                } else {
                    withdraw();
                }
            });
        } else {
            create();
        }
    }

    private void create() {
        if (!mayTryAgain()) {
            return;
        }
        parts.forEach(Attempt::making);
        List<ZkRequest<?>> creates = new ArrayList<>();
        for (Attempt part : parts) {
            creates.add(new ZkRequest.CreateNode(
                    part.path().entry(part.prefix()), part.owner(), ZkRequest.Mode.EPHEMERAL_SEQUENTIAL));
        }
        room.session().submit(new ZkRequest.Multi(creates), home, this::onCreated);
    }

    private void onCreated(Outcome<ZkRequest.MultiReply> outcome) {
        parts.forEach(Attempt::madeNothing);
        Code code = outcome.ok() ? outcome.get().code() : outcome.code();
        switch (code) {
            case OK -> {
                for (int i = 0; i < parts.size(); i++) {
                    Attempt part = parts.get(i);
                    ZkRequest.Created created = outcome.get().created(i);
                    part.entered(
                            part.path().nodeOf(created.path()), created.stat().czxid(), outcome);
                    part.inZooKeepersWay().list();
                }
            }
            case NO_NODE -> makeParents(this::create);
            case CONNECTION_LOST -> onLost(outcome.incarnation(), this::recover);
            default -> fail(code);
        }
    }

    private void makeParents(Runnable then) {
        makeParents(0, then);
    }

    private void makeParents(int next, Runnable then) {
        if (done) {
            return;
        }
        if (next == parts.size()) {
            then.run();
        } else {
            parts.get(next).makeParents(() -> makeParents(next + 1, then));
        }
    }

    // ---- when the answer was lost

    private void onLost(@Nullable Incarnation session, Runnable then) {
        retried = true;
        home = session;
        parts.forEach(part -> part.belongsTo(session));
        if (session == null || !session.alive()) {
            fail(Code.SESSION_EXPIRED);
        } else if (done) {
            recover();
        } else {
            then.run();
        }
    }

    /** Did it happen? All entries were made or none, so each that is missing has been taken away if another is there. */
    private void recover() {
        Incarnation session = home;
        if (session == null || !session.alive()) {
            fail(Code.SESSION_EXPIRED);
            return;
        }
        room.session().submit(new ZkRequest.Sync(parts.get(0).path().root()), session, outcome -> {});
        list(queues -> {
            List<Attempt> found = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                Queue queue = queues.get(i);
                if (queue != null && queue.first(parts.get(i).prefix()) != null) {
                    found.add(parts.get(i));
                }
            }
            if (found.isEmpty() && !done) {
                goOnInZooKeepersWay();
            }
            for (Attempt part : found.isEmpty() ? found : parts) {
                part.inZooKeepersWay().recover();
            }
        });
    }

    private interface Listed {
        /** @param queues of the parts; null for those that don't exist */
        void on(List<@Nullable Queue> queues);
    }

    private void list(Listed then) {
        List<@Nullable Queue> queues = new ArrayList<>();
        Code[] trouble = {Code.OK};
        for (Attempt part : parts) {
            room.roster().list(part.path().path(), home, outcome -> {
                queues.add(outcome.ok() ? outcome.get() : null);
                if (!outcome.ok() && outcome.code() != Code.NO_NODE && trouble[0] != Code.CONNECTION_LOST) {
                    trouble[0] = outcome.code();
                }
                if (queues.size() < parts.size()) {
                    return;
                }
                if (trouble[0] == Code.CONNECTION_LOST) {
                    again(then);
                } else if (trouble[0] != Code.OK) {
                    fail(trouble[0]);
                } else {
                    then.on(queues);
                }
            });
        }
    }

    /** A look that belongs to a session is bounded by that; others by their number. */
    private void again(Listed then) {
        if (home != null || mayTryAgain()) {
            list(then);
        }
    }

    // ---- ending

    private void onPart(Optional<LockLease> granted, @Nullable Throwable failure) {
        if (done && failure == null) {
            granted.ifPresent(LockLease::close);
        } else if (done) {
            return; // whoever failed first has said why
        } else if (failure != null) {
            end();
            result.completeExceptionally(
                    failure instanceof LockUnavailableException known
                            ? known
                            : new LockUnavailableException(String.valueOf(failure)));
        } else if (granted.isEmpty()) {
            end();
            result.complete(Optional.empty());
        } else {
            onGranted(((Lease) granted.get()).hold());
        }
    }

    private void onGranted(Hold hold) {
        holds.add(hold);
        var unused = hold.lost().thenAccept(reason -> {
            if (!done) {
                open().fail(new LockUnavailableException(
                        "lock " + hold.token().lock() + " was lost while the others were waited for: " + reason));
            }
        });
        if (done || holds.size() < parts.size()) {
            return;
        }
        done = true;
        stopTimer();
        JointLease lease = new JointLease(
                room, parts.stream().map(part -> holdOf(part.path().name())).toList());
        if (!result.complete(Optional.of(lease))) {
            lease.close();
        }
    }

    private Hold holdOf(String name) {
        return holds.stream()
                .filter(hold -> hold.token().lock().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void fail(Code code) {
        if (!done) {
            open().fail(code);
        }
    }

    @Override
    public void withdraw() {
        if (!done) {
            end();
            result.complete(Optional.empty());
        }
    }

    /** Nothing stays: neither what waits nor what was granted. */
    private void end() {
        done = true;
        stopTimer();
        parts.forEach(Attempt::withdraw);
        holds.forEach(hold -> {
            var unused = hold.unshare();
        });
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
