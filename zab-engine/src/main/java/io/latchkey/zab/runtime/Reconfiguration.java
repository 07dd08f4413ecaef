package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Message.Abdicate;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.ZabStatus;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.QuorumFormat;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.ZNode;
import org.jspecify.annotations.Nullable;

/** What the leader makes of requests that are about the ensemble itself. Engine thread. */
final class Reconfiguration {
    /** In place of {@link Request.Reconfigure#fromZxid}: the configuration is given as it is to be, by this server. */
    static final long OWN = -2;

    private static final long ANY = -1;

    /**
     * What to propose in place of a request.
     *
     * @param config the configuration that comes with it
     * @param successor whom leadership goes to once it is proposed, or {@link Abdicate#NOBODY}
     */
    record Step(Submission submission, @Nullable QuorumConfig config, int successor) {}

    private final Zab zab;

    Reconfiguration(Zab zab) {
        this.zab = zab;
    }

    /** @param zxid of the transaction that comes of it */
    Step judge(DataTree ahead, long zxid, Submission submission) {
        Request request = submission.request();
        if (request instanceof Request.Reconfigure r) {
            return reconfigure(ahead, zxid, submission, r);
        }
        if (request instanceof Request.TransferLeadership r) {
            return transfer(submission, r.successor());
        }
        return new Step(submission, null, Abdicate.NOBODY);
    }

    private Step reconfigure(DataTree ahead, long zxid, Submission submission, Request.Reconfigure r) {
        QuorumConfig wanted;
        try {
            wanted = QuorumFormat.decode(r.members());
        } catch (FormatException e) {
            return refused(submission, ErrorCode.BAD_ARGUMENTS);
        }
        QuorumConfig next = wanted;
        if (r.fromZxid() != OWN) {
            ZNode node = ahead.node(Request.StoreMembers.PATH);
            boolean expected = r.fromZxid() == ANY
                    || r.fromZxid() == (node == null ? 0 : node.stat().mzxid());
            if (!expected) {
                return refused(submission, ErrorCode.BAD_VERSION);
            }
            if (zab.isReconfiguring()) {
                return refused(submission, ErrorCode.RECONFIG_IN_PROGRESS);
            }
            next = zab.towards(wanted.members());
        }
        return next == null
                ? refused(submission, ErrorCode.NEW_CONFIG_NO_QUORUM)
                : new Step(with(submission, QuorumNode.store(next, zxid)), next, Abdicate.NOBODY);
    }

    /** The transaction itself changes nothing: it is there so that the asker has an answer. */
    private Step transfer(Submission submission, int wanted) {
        int successor = wanted == Abdicate.NOBODY ? best() : wanted;
        boolean possible =
                zab.status().learners().stream().anyMatch(l -> l.id() == successor && l.voter() && l.upToDate());
        return possible
                ? new Step(with(submission, new Request.Sync()), null, successor)
                : refused(submission, ErrorCode.BAD_ARGUMENTS);
    }

    /** The voter that lacks least, {@link Abdicate#NOBODY} if none follows. */
    int best() {
        int best = Abdicate.NOBODY;
        long acked = -1;
        for (ZabStatus.LearnerStatus l : zab.status().learners()) {
            if (l.voter() && l.upToDate() && l.ackedZxid() > acked) {
                best = l.id();
                acked = l.ackedZxid();
            }
        }
        return best;
    }

    void afterwards(Step step) {
        if (step.successor() != Abdicate.NOBODY) {
            zab.onTransfer(step.successor());
        }
    }

    private static Step refused(Submission s, ErrorCode why) {
        return new Step(with(s, new Request.Refused(why)), null, Abdicate.NOBODY);
    }

    private static Submission with(Submission s, Request request) {
        return new Submission(s.sessionId(), s.attachment(), s.caller(), s.note(), request);
    }
}
