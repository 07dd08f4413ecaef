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
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One try to get permits, by Curator's recipe: take the lock whose queue is that of all who ask, wait there until there are
 * enough permits, take them. But they are taken in the transaction that leaves the queue: so it happens once, however often it
 * is asked for, and never for a session that is gone.
 *
 * <p>Loop only, except {@link #result}.
 */
final class PermitAttempt implements Tries.Try<LockLease> {
    private final LockRoom room;
    private final PermitPath path;
    private final MaxNode max;
    private final AcquireOptions options;
    private final int permits;
    private final boolean onlyIfFree;
    private final byte[] owner;
    private final String prefix;
    private final Attempt door;
    private final Watcher watcher = this::onChange;
    private final CompletableFuture<Optional<LockLease>> result = new CompletableFuture<>();
    private @Nullable Hold held;
    private Loop.@Nullable Timer timer;
    private boolean looking;
    private boolean lookAgain;
    private boolean taking;
    private boolean done;

    /** Prepares a try. Any thread. */
    PermitAttempt(
            LockRoom room, PermitPath path, MaxNode max, int permits, AcquireOptions options, boolean onlyIfFree) {
        this.room = room;
        this.path = path;
        this.max = max;
        this.permits = permits;
        this.options = options;
        this.onlyIfFree = onlyIfFree;
        String info = options.ownerInfo() == null ? room.core().owner() : options.ownerInfo();
        owner = info.getBytes(StandardCharsets.UTF_8);
        prefix = QueueEntry.newLeasePrefix();
        door = new Attempt(
                room, path.queue(), EntryKind.LOCK, AcquireOptions.waitForever().withOwnerInfo(info), onlyIfFree);
    }

    @Override
    public CompletableFuture<Optional<LockLease>> result() {
        return result;
    }

    @Override
    public void start() {
        if (result.isCancelled()) {
            done = true;
            return;
        }
        Duration wait = options.waitAtMost();
        if (wait != null && !onlyIfFree) {
            timer = room.core().loop().after(LockRoom.millisRoundedUp(wait), this::onTimeUp);
        }
        if (onlyIfFree) {
            look(null);
        } else {
            enter();
        }
    }

    private void enter() {
        var unused = door.result().whenComplete((granted, failure) -> {
            if (done) {
                granted = failure == null ? granted : Optional.empty();
                granted.ifPresent(LockLease::close);
            } else if (failure instanceof LockUnavailableException e) {
                fail(e);
            } else if (failure != null) {
                fail(new LockUnavailableException(String.valueOf(failure)));
            } else if (granted.isEmpty()) {
                finish();
            } else {
                onFirst(((Lease) granted.get()).hold());
            }
        });
        door.start();
    }

    private void onFirst(Hold first) {
        held = first;
        var unused = first.lost().thenAccept(reason -> {
            if (!taking) { // else the answer tells
                fail(new LockUnavailableException("semaphore " + path.name() + ": lost its place: " + reason));
            }
        });
        look(first.home());
    }

    // ---- looking for room

    /** Reads the maximum and the leases in one round trip; as the first of the queue, with watches. */
    private void look(@Nullable Incarnation session) {
        if (done || taking) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        Watcher changes = session == null ? null : watcher;
        int[] limit = {-1};
        max.read(changes, session, (code, most) -> {
            if (code == Code.OK) {
                limit[0] = most;
            } else if (code == Code.BAD_ARGUMENTS) {
                fail(new LockUnavailableException("semaphore " + path.name() + ": what " + path.max()
                        + " holds is no maximum, which is 4 bytes long"));
            } else if (code != Code.CONNECTION_LOST) {
                fail(code);
            }
            room.session().submit(new ZkRequest.ListChildren(path.leases().path(), changes), session, listed -> {
                looking = false;
                onLooked(session, limit[0], listed);
            });
        });
    }

    private void onLooked(@Nullable Incarnation session, int limit, Outcome<List<String>> listed) {
        boolean again = lookAgain || limit < 0 || listed.code() == Code.CONNECTION_LOST;
        lookAgain = false;
        if (done) {
            unwatch();
        } else if (again) {
            look(session);
        } else if (!listed.ok() && listed.code() != Code.NO_NODE) {
            fail(listed.code());
        } else {
            int taken = listed.ok() ? PermitPath.count(listed.get()) : 0;
            decide(session, (long) taken + permits <= limit);
        }
    }

    private void decide(@Nullable Incarnation session, boolean room) {
        if (room && session == null) {
            enter();
        } else if (room && session != null) {
            take(session);
        } else if (onlyIfFree) {
            finish();
        }
    }

    private void onChange(WatchEvent event) {
        Hold first = held;
        if (first != null) {
            look(first.home());
        }
    }

    // ---- taking

    private void take(Incarnation session) {
        Hold first = held;
        if (first == null) {
            return;
        }
        taking = true;
        ZkRequest.CreateNode lease =
                new ZkRequest.CreateNode(path.leases().entry(prefix), owner, ZkRequest.Mode.EPHEMERAL_SEQUENTIAL);
        room.session().submit(new ZkRequest.Swap(first.guard().path(), lease, permits), session, outcome -> {
            if (outcome.ok()) {
                onAnswer(session, outcome.get());
            } else if (outcome.code() == Code.CONNECTION_LOST) {
                recover(session);
            } else {
                failTaking(outcome.code());
            }
        });
    }

    private void onAnswer(Incarnation session, ZkRequest.SwapReply reply) {
        if (reply.code() == Code.OK) {
            List<String> made = new ArrayList<>();
            reply.made().forEach(node -> made.add(node.path()));
            granted(made, reply.made().get(0).stat().czxid(), session);
        } else if (reply.left() == Code.NO_NODE) {
            recover(session); // somebody has taken the place away, or we have left it before
        } else if (reply.code() == Code.NO_NODE && !done) {
            room.makeParents(path.leases(), code -> {
                if (code == Code.OK || code == Code.NODE_EXISTS || code == Code.CONNECTION_LOST) {
                    takeAgain(session);
                } else {
                    failTaking(code);
                }
            });
        } else {
            failTaking(reply.code());
        }
    }

    private void takeAgain(Incarnation session) {
        taking = false;
        if (done) {
            leave();
        } else {
            look(session);
        }
    }

    /** The answer was lost: did it happen? Asked behind a sync, since this server may not know it yet. */
    private void recover(Incarnation session) {
        room.session().submit(new ZkRequest.Sync(path.leases().path()), session, outcome -> {});
        room.session().submit(new ZkRequest.ListChildren(path.leases().path(), null), session, listed -> {
            if (listed.code() == Code.CONNECTION_LOST) {
                recover(session);
            } else if (!listed.ok() && listed.code() != Code.NO_NODE) {
                failTaking(listed.code());
            } else {
                List<String> mine = new ArrayList<>();
                if (listed.ok()) {
                    listed.get().stream()
                            .filter(child -> child.startsWith(prefix))
                            .sorted()
                            .forEach(child -> mine.add(path.leases().entry(child)));
                }
                onRecovered(session, mine);
            }
        });
    }

    private void onRecovered(Incarnation session, List<String> mine) {
        Hold first = held;
        if (mine.isEmpty() && first != null) {
            room.session().submit(new ZkRequest.NodeExists(first.guard().path(), null), session, place -> {
                if (place.ok()) {
                    takeAgain(session);
                } else if (place.code() == Code.CONNECTION_LOST) {
                    recover(session);
                } else {
                    failTaking(place.code());
                }
            });
            return;
        }
        room.session().submit(new ZkRequest.NodeExists(mine.get(0), null), session, lease -> {
            if (lease.ok()) {
                granted(mine, lease.get().czxid(), session);
            } else if (lease.code() == Code.CONNECTION_LOST || lease.code() == Code.NO_NODE) {
                recover(session);
            } else {
                failTaking(lease.code());
            }
        });
    }

    private void granted(List<String> leases, long czxid, Incarnation session) {
        taking = false;
        Hold first = held;
        if (first != null) {
            first.exchanged();
        }
        Hold hold = new Hold(room, leases, new FencingToken(path.name(), czxid), session, options);
        room.add(hold);
        hold.listen(false);
        LockLease lease = hold.firstHandle();
        end();
        if (!session.alive() || !result.complete(Optional.of(lease))) {
            lease.close();
            result.completeExceptionally(unavailable("the session expired while waiting"));
        }
    }

    // ---- ending

    private void onTimeUp() {
        if (room.session().state() == ConnectionState.CONNECTED) {
            finish();
        } else {
            fail(unavailable("no connection when the time was up; last trouble: "
                    + room.session().lastTrouble()));
        }
    }

    @Override
    public void withdraw() {
        finish();
    }

    private void finish() {
        if (!done) {
            end();
            leave();
            result.complete(Optional.empty());
        }
    }

    private void failTaking(Code code) {
        taking = false;
        if (done) {
            leave();
        } else {
            fail(code);
        }
    }

    private void fail(Code code) {
        fail(unavailable(
                switch (code) {
                    case SESSION_EXPIRED -> "the session expired while waiting";
                    case UNAVAILABLE ->
                        "no connection in time; last trouble: " + room.session().lastTrouble();
                    case CLOSED -> "the client has been closed";
                    case NO_NODE -> "its place in the queue has been removed";
                    default -> "the server answered " + code;
                }));
    }

    private LockUnavailableException unavailable(String why) {
        return new LockUnavailableException("semaphore " + path.name() + ": " + why);
    }

    private void fail(LockUnavailableException failure) {
        if (!done) {
            end();
            leave();
            result.completeExceptionally(failure);
        }
    }

    private void end() {
        done = true;
        unwatch();
        if (timer != null) {
            timer.cancel();
        }
    }

    private void unwatch() {
        room.session().unwatch(path.max(), watcher);
        room.session().unwatch(path.leases().path(), watcher);
    }

    /** Out of the queue; while permits are being taken, the answer comes back to it. */
    private void leave() {
        Hold first = held;
        if (first == null) {
            door.withdraw();
        } else if (!taking) {
            var unused = first.unshare();
        }
    }
}
