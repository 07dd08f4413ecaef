package io.latchkey.zab.runtime;

import io.latchkey.zab.format.SubmissionFormat;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the submissions of this server, from the inbox to the leader. While there is no leader they wait.
 *
 * <p>When there is one again, this server has delivered all of earlier epochs that will ever be delivered: a follower
 * hears of UPTODATE, and a leader enters its epoch, only after that. So what waits still was lost with the old leader,
 * and is submitted again, in its old order; unless the follower had lost its link for a moment, and found the same leader
 * in the same epoch: then that leader knows what it has ({@link Origins}). Engine thread.
 */
final class Submissions {
    private final int self;
    private final Inbox inbox;
    private final Pendings pendings;
    private final PeerLinks links;
    private final Primary primary;
    private boolean resumes;

    Submissions(EngineParts parts, PeerLinks links) {
        self = parts.config().zab().self();
        inbox = parts.inbox();
        pendings = parts.pendings();
        primary = parts.primary();
        this.links = links;
    }

    void submit(Intake.Submitted submitted, ServerState state) {
        if (!state.serving()) {
            pendings.free(submitted.bytes());
            return;
        }
        long number = pendings.add(submitted);
        if (state.inBroadcast()) {
            send(number, submitted.submission(), state);
        }
    }

    /** What is refused or lost on the way waits for the next leader: it is lost only with the present one. */
    private void send(long number, Submission submission, ServerState state) {
        if (state.leading()) {
            primary.submit(self, number, submission);
        } else {
            byte[] bytes = SubmissionFormat.encode(understood(submission, state.leader()));
            links.forward(state.leader(), new PeerFrame.Forwarded(state.epoch(), pendings.life(), number, bytes));
        }
    }

    /**
     * What a leader of an earlier version can't read is refused by it, in its turn of the session's order; so the client
     * hears that it has to do it in the old way.
     */
    private Submission understood(Submission s, int leader) {
        return s.request() instanceof Request.Acquire && links.version(leader) < PeerTransport.ACQUIRE_VERSION
                ? new Submission(
                        s.sessionId(),
                        s.attachment(),
                        s.caller(),
                        s.note(),
                        new Request.Refused(ErrorCode.UNIMPLEMENTED))
                : s;
    }

    /** Whose submission a committed transaction is, if it is one of this server's. */
    @Nullable
    Pending takeCommitted(TxnRecord txn) {
        return txn.originServer() == self ? pendings.remove(txn.originNumber()) : null;
    }

    /** In broadcast, submissions are taken, and those that have outlived a leader go on in {@link #resume}. */
    void stateChanged(ServerState now) {
        resumes = now.inBroadcast();
        if (now.inBroadcast()) {
            inbox.open();
        } else if (!now.serving()) {
            inbox.shut();
            pendings.clear();
        }
    }

    /** Outside of a step: this is one. */
    void resume(ServerState state) {
        if (!resumes) {
            return;
        }
        resumes = false;
        pendings.forEach((number, submission) -> send(number, submission, state));
    }

    /** A sync is done with, which the inbox counts as one of them. */
    void free(int syncs) {
        for (int i = 0; i < syncs; i++) {
            pendings.free(0);
        }
    }

    void touch(long[] sessionIds, ServerState state) {
        if (state.leading()) {
            primary.touch(sessionIds);
        } else if (state.inBroadcast()) {
            links.touch(state.leader(), sessionIds);
        } else if (state.serving()) {
            inbox.touch(sessionIds); // the next leader gives all a full timeout, but it may be the old one
        }
    }

    /** Makes room for as many as have been answered or given up. */
    void release() {
        pendings.release();
    }

    void end() {
        pendings.clear();
    }
}
