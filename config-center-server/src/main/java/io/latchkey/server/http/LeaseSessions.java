package io.latchkey.server.http;

import io.latchkey.server.lease.Lease;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.Future;

/**
 * The sessions behind leases. No server owns one: whoever is asked checks the password against its tree and submits in the
 * session's name as it stands, so that a client may go on at another server without a word. Loop only.
 */
final class LeaseSessions {
    /** A session moves only if a client of the other protocol takes it up. */
    private static final int MOVES_MAX = 3;

    private final Loop loop;

    LeaseSessions(Loop loop) {
        this.loop = loop;
    }

    /** Completed at once as a rule; fails with {@link Problem#leaseGone} if it has ended. */
    Future<Session> find(Lease lease) {
        loop.serving();
        Session session = lease.in(loop.view().tree());
        // this server may be behind the one that has made it
        return session != null
                ? Future.succeededFuture(session)
                : loop.timed(loop.view().sync()).map(tree -> in(lease, tree));
    }

    static Session in(Lease lease, DataTree tree) {
        Session session = lease.in(tree);
        if (session == null) {
            throw Problem.leaseGone().refusal();
        }
        return session;
    }

    /** It is heard of now. */
    void touch(Session session) {
        loop.engine().touch(new long[] {session.id()});
    }

    /** As {@link io.latchkey.server.view.LoopView#submit}; fails with {@link Problem#leaseGone} too. */
    Future<Committed> submit(Session session, Request request) {
        return submit(session, request, 0);
    }

    private Future<Committed> submit(Session session, Request request, int moves) {
        Submission submission = new Submission(session.id(), session.attachment(), Caller.SERVER, null, request);
        return loop.view().submit(submission).compose(committed -> {
            if (!(committed.result() instanceof Result.Failed failed)) {
                return Future.succeededFuture(committed);
            }
            Session now = committed.tree().session(session.id());
            if (failed.why() == ErrorCode.SESSION_EXPIRED || now == null) {
                return Future.failedFuture(Problem.leaseGone().refusal());
            }
            boolean moved = failed.why() == ErrorCode.SESSION_MOVED;
            if (moved && moves >= MOVES_MAX) {
                return Future.failedFuture(
                        Problem.conflict("another client uses the session of this lease: nothing was changed")
                                .refusal());
            }
            return moved ? submit(now, request, moves + 1) : Future.succeededFuture(committed);
        });
    }
}
