package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.AckEpoch;
import io.latchkey.zab.core.Message.Commit;
import io.latchkey.zab.core.Message.NewLeader;
import io.latchkey.zab.core.Message.Propose;
import io.latchkey.zab.core.Message.Trunc;
import io.latchkey.zab.core.Message.UpToDate;

/**
 * How the leader's history gets to its learners. A voter gets each proposal at once; others, who have nothing to decide,
 * get what is committed.
 */
final class Feed {
    private final Zab zab;
    private final History history;
    private final Outbox out;

    Feed(Zab zab) {
        this.zab = zab;
        history = zab.history;
        out = zab.out;
    }

    /** Brings the learner's history to the leader's, and lets it into the epoch. */
    void begin(Learner l, AckEpoch ack, long epoch) {
        SyncPlan plan = SyncPlan.of(ack.epochEnds(), ack.committed(), history, zab.config.diffBytesMax());
        long common;
        if (plan instanceof SyncPlan.Truncate truncate) {
            common = truncate.keepTo();
            out.send(l.id(), new Trunc(l.session(), common));
        } else {
            common = history.committed();
            out.sendSnapshot(l.id(), l.session());
        }
        // Whoever has asked for something before it lost this leader, and asks again afterwards, must by then see what
        // became of it: in its history, or, since a server without a vote has only what is committed there, committed.
        l.startForwarding(common, l.isVoter() ? Zxid.NONE : history.last());
        catchUp(l);
        out.send(l.id(), new NewLeader(l.session(), epoch));
    }

    /** Sends what it lacks of what it may have. */
    private void catchUp(Learner l) {
        long end = l.isVoter() ? history.last() : history.committed();
        if (end > l.sent()) {
            for (Proposal p : history.between(l.sent(), end)) {
                out.send(l.id(), new Propose(l.session(), p));
            }
            l.sent(end);
        }
    }

    /** The last proposal of the history is new. */
    void onProposed(Learner l, Proposal p) {
        if (!l.isForwarding() || !l.isVoter()) {
            return;
        }
        if (p.config() != null || l.sent() < p.zxid() - 1) { // a voter since this very proposal lacks more than it
            catchUp(l);
        } else {
            out.send(l.id(), new Propose(l.session(), p));
            l.sent(p.zxid());
        }
    }

    /** More of the history is committed. */
    void onCommitted(Learner l, long zxid) {
        if (l.isForwarding() && !l.isVoter()) {
            catchUp(l);
        }
        if (l.isUpToDate()) {
            out.sendCommit(l.id(), new Commit(l.session(), zxid));
        }
    }

    /** It serves once it has acknowledged the epoch's history, and knows enough of it to be committed. */
    void bringUpToDateIfReady(Learner l, boolean acked) {
        if (acked && l.isForwarding() && !l.isUpToDate() && history.committed() >= l.upToDateAt()) {
            l.bringUpToDate();
            out.send(l.id(), new UpToDate(l.session(), history.committed()));
        }
    }
}
