package io.latchkey.server.http;

import io.latchkey.server.lease.Lease;
import io.latchkey.server.lock.LockInspection;
import io.latchkey.server.lock.LockQueue;
import io.latchkey.server.view.NotServing;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request for a lock, until its place is granted, or is gone from the queue again. Loop only.
 *
 * <p>Its place is that of the *attempt*: a request of the same attempt, here or at another server, finds it and takes it
 * over by writing to it. So whoever would take the place away says which version it means, and can't take it from a client
 * that has come back.
 */
final class LockCall {
    /** How long the place of a client that has hung up is kept for its coming back. */
    static final int KEPT_MS = 5_000;

    private static final int KEEP_ALIVE_SHARE = 4;
    private static final int RETRY_MS = 1_000;
    private static final int ROUNDS_MAX = 3;
    /** Version of a place that nobody has taken over. */
    private static final int UNTOUCHED = 0;

    private static final byte[] ASKED_BACK = "__REVOKE__".getBytes(StandardCharsets.UTF_8);

    private final Loop loop;
    private final LeaseSessions sessions;
    private final LockWish wish;
    private final ApiRequest request;
    private final Vertx vertx;
    private final Promise<Void> hungUp = Promise.promise();
    private boolean answered;

    /** A place in the queue as this request knows it. */
    private record Place(String path, int version) {}

    LockCall(Loop loop, LeaseSessions sessions, LockWish wish, ApiRequest request) {
        this.loop = loop;
        this.sessions = sessions;
        this.wish = wish;
        this.request = request;
        this.vertx = request.context().vertx();
    }

    /** Answers the request some time. {@link io.latchkey.server.lease.LeaseDesk#endWait} is called when all is done. */
    void start(Lease lease) {
        request.context().response().closeHandler(closed -> hungUp.tryComplete());
        sessions.find(lease)
                .compose(this::keptAlive, failure -> {
                    answer(Future.failedFuture(failure));
                    return Future.succeededFuture();
                })
                .onComplete(done -> loop.leases().endWait());
    }

    private Future<Void> keptAlive(Session session) {
        sessions.touch(session);
        long timer = vertx.setPeriodic(Math.max(1, session.timeoutMs() / KEEP_ALIVE_SHARE), tick -> keepAlive(session));
        return loop.timed(look(session))
                .compose(place -> decide(session, place), failure -> {
                    answer(Future.failedFuture(failure));
                    return isUnknown(failure) ? forget(session) : Future.succeededFuture();
                })
                .onComplete(done -> vertx.cancelTimer(timer));
    }

    /** As long as somebody waits for the answer. */
    private void keepAlive(Session session) {
        if (!answered && !hasHungUp()) {
            sessions.touch(session);
        }
    }

    private void answer(Future<Reply> reply) {
        answered = true;
        request.answer(reply);
    }

    // ---- a place

    /** No transaction is spent on a lock that is held and that the client does not want to wait for. */
    private Future<Place> look(Session session) {
        if (wish.waitMs() > 0 || !isInVain(session, loop.view().tree())) {
            return enter(session, 1);
        }
        return loop.view()
                .sync()
                .compose(tree -> isInVain(session, tree) ? Future.failedFuture(held(tree)) : enter(session, 1));
    }

    private boolean isInVain(Session session, DataTree tree) {
        boolean mine = wish.repeated() && wish.claim().findEntry(tree, session.id()) != null;
        return !mine && !wish.claim().isFree(tree);
    }

    private Future<Place> enter(Session session, int round) {
        Request acquire = new Request.Acquire(List.of(wish.claim()), Acl.OPEN, wish.waitMs() == 0, wish.repeated());
        return sessions.submit(session, acquire).compose(committed -> {
            if (committed.result() instanceof Result.Failed failed) {
                throw refused(failed.why(), committed.tree());
            }
            if (committed.result() instanceof Result.Multi made
                    && made.ops().get(made.ops().size() - 1) instanceof Result.Created entry) {
                return Future.succeededFuture(
                        new Place(entry.path(), entry.stat().version()));
            }
            String name = wish.claim().findEntry(committed.tree(), session.id());
            return name == null
                    ? again(session, round)
                    : takeOver(session, ZPath.child(wish.claim().queue(), name), round);
        });
    }

    /** From an earlier request of the attempt, which may be about to give it up. */
    private Future<Place> takeOver(Session session, String path, int round) {
        Request write = new Request.SetData(path, wish.claim().data(), Request.ANY_VERSION);
        return sessions.submit(session, write)
                .compose(committed -> committed.result() instanceof Result.Updated now
                        ? Future.succeededFuture(new Place(path, now.stat().version()))
                        : again(session, round));
    }

    private Future<Place> again(Session session, int round) {
        return round < ROUNDS_MAX
                ? enter(session, round + 1)
                : Future.failedFuture(Problem.overloaded("the place of this attempt comes and goes: try again later")
                        .refusal());
    }

    private Problem.Refusal refused(ErrorCode why, DataTree tree) {
        return switch (why) {
            case NOT_EMPTY -> held(tree);
            case NO_CHILDREN_FOR_EPHEMERALS ->
                Problem.conflict("a level of '" + wish.name() + "' is an ephemeral znode: choose another name")
                        .refusal();
            default -> Problem.conflict("the leader refuses this lock: " + why).refusal();
        };
    }

    /** Whether a place may have been made, or may be made yet. */
    private static boolean isUnknown(Throwable failure) {
        return failure instanceof TimeoutException || (failure instanceof NotServing n && n.outcomeUnknown());
    }

    /** If there is a place that the client was not told of, it has as long to come back for it. */
    private Future<Void> forget(Session session) {
        Promise<Void> gone = Promise.promise();
        vertx.setTimer(KEPT_MS, fired -> withdrawUntold(session, gone));
        return gone.future();
    }

    private void withdrawUntold(Session session, Promise<Void> gone) {
        loop.view()
                .sync()
                .onSuccess(tree -> {
                    String name = wish.claim().findEntry(tree, session.id());
                    if (name == null) {
                        gone.complete();
                    } else {
                        String path = ZPath.child(wish.claim().queue(), name);
                        withdraw(session, new Place(path, UNTOUCHED), gone);
                    }
                })
                .onFailure(failure -> vertx.setTimer(RETRY_MS, fired -> withdrawUntold(session, gone)));
    }

    // ---- the wait

    /** Completed when nothing is left to be done. */
    private Future<Void> decide(Session session, Place place) {
        Promise<Void> turn = Promise.promise();
        Future<Void> decided = loop.awaiting().until(() -> !isQueued(place));
        decided.onSuccess(ignored -> turn.tryComplete());
        hungUp.future().onSuccess(ignored -> turn.tryComplete());
        long timer = vertx.setTimer(Math.max(1, wish.waitMs()), fired -> turn.tryComplete());
        // what has come true counts, even if the time is over as well
        return turn.future().compose(ignored -> {
            vertx.cancelTimer(timer);
            loop.awaiting().forget(decided);
            if (hasHungUp()) {
                return keepPlace(session, place);
            }
            return isQueued(place) ? giveUp(session, place) : tell(session, place);
        });
    }

    private boolean hasHungUp() {
        return hungUp.future().isComplete() || request.context().response().closed();
    }

    private boolean isQueued(Place place) {
        DataTree tree = loop.view().tree();
        return tree.node(place.path()) != null
                && !tree.queue(wish.claim().queue()).isGranted(ZPath.name(place.path()));
    }

    private Future<Void> tell(Session session, Place place) {
        DataTree tree = loop.view().tree();
        loop.floor().show(tree.zxid());
        ZNode node = tree.node(place.path());
        if (node != null) {
            JsonObject hold = LeaseRoutes.lock(place.path(), node).put("ttlMs", session.timeoutMs());
            answer(Future.succeededFuture(Reply.ok(hold)));
        } else if (tree.session(session.id()) == null) {
            answer(Future.failedFuture(Problem.leaseGone().refusal()));
        } else {
            answer(Future.failedFuture(
                    Problem.conflict("the place in the queue was taken away by somebody else: ask again")
                            .refusal()));
        }
        return Future.succeededFuture();
    }

    /** The answer says that the client has nothing, so it must not. */
    private Future<Void> giveUp(Session session, Place place) {
        Promise<Void> gone = Promise.promise();
        withdraw(session, place, gone);
        answer(loop.timed(gone.future()).map(done -> {
            throw held(loop.view().tree());
        }));
        return gone.future();
    }

    /** Whoever has hung up may come back with the same attempt, and otherwise must not stand in others' way. */
    private Future<Void> keepPlace(Session session, Place place) {
        Promise<Void> gone = Promise.promise();
        vertx.setTimer(KEPT_MS, fired -> withdraw(session, place, gone));
        return gone.future();
    }

    /** Again and again until it is gone for sure, or another request has taken it over. */
    private void withdraw(Session session, Place place, Promise<Void> gone) {
        sessions.submit(session, new Request.Delete(place.path(), place.version()))
                .onComplete(
                        committed -> {
                            Place askedBack = askedBack(place, committed);
                            if (askedBack == null) {
                                gone.complete();
                            } else {
                                withdraw(session, askedBack, gone);
                            }
                        },
                        failure -> {
                            if (failure instanceof Problem.Refusal) {
                                gone.complete(); // the lease has ended, and all its places with it
                            } else {
                                vertx.setTimer(RETRY_MS, fired -> withdraw(session, place, gone));
                            }
                        });
    }

    /** Curator's Revoker writes to the place as well, which does not make it anybody's. */
    private static @Nullable Place askedBack(Place place, Committed committed) {
        ZNode node = committed.tree().node(place.path());
        return failed(committed) && node != null && Arrays.equals(node.data(), ASKED_BACK)
                ? new Place(place.path(), node.stat().version())
                : null;
    }

    static boolean failed(Committed committed) {
        return committed.result() instanceof Result.Failed;
    }

    private Problem.Refusal held(DataTree tree) {
        loop.floor().show(tree.zxid());
        LockQueue queue = LockInspection.at(tree, wish.claim().queue(), 1);
        LockQueue.Place holder = queue == null || queue.holders().isEmpty()
                ? null
                : queue.holders().get(0);
        String who = holder == null
                ? "'" + wish.name() + "' was held until just now"
                : "'" + wish.name() + "' is held by "
                        + (holder.owner().isEmpty() ? Json.session(holder.session()) : holder.owner());
        return Problem.held(
                        who + ": this request has no place in its queue any more; try again, or wait longer (waitMs)",
                        holder == null ? null : LockViewRoutes.place(holder),
                        queue == null ? 0 : queue.waiting())
                .refusal();
    }
}
